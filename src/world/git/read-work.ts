import type { WorkSeen } from '../../model/snapshot.ts';
import type { Clone } from './clone.ts';
import { GitFailure, runGit } from './run-git.ts';
import { readStatus } from './status.ts';

/** A worktree, and the branch of `origin` it is compared with. */
export interface Comparison {
  readonly path: string;
  readonly base: string;
}

const MESSAGE_LIMIT = '--max-count=50';

const isMissing = (error: unknown): boolean =>
  error instanceof GitFailure && /unknown revision|bad revision|ambiguous argument/.test(error.stderr);

/**
 * Output of `git <args> <start>..HEAD`, where the start is the first that exists: the remote's base, a local branch
 * of that name, what the main checkout is at.
 */
const readAhead = async (clone: Clone, task: Comparison, args: readonly string[]): Promise<string> => {
  for (const start of [`refs/remotes/origin/${task.base}`, `refs/heads/${task.base}`]) {
    try {
      return await runGit(task.path, [...args, `${start}..HEAD`]);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  const mainSha = (await runGit(clone.rootPath, ['rev-parse', '--verify', 'HEAD'])).trim();
  return runGit(task.path, [...args, `${mainSha}..HEAD`]);
};

/** Number of commits ahead of the base. */
export const readAheadCount = async (clone: Clone, task: Comparison): Promise<number> =>
  Number(await readAhead(clone, task, ['rev-list', '--count']));

/** Commits ahead of the base, HEAD, how much is not committed, and how much never is. */
export const readWork = async (clone: Clone, task: Comparison): Promise<WorkSeen> => {
  const { headSha, changedPaths, secretPaths } = await readStatus(task.path);
  const commitCount = await readAheadCount(clone, task);
  const isMarked = commitCount > 0 && (await hasDoneTrailer(clone, task));
  const counts = { dirtyCount: changedPaths.length, secretCount: secretPaths.length };
  const work = { headSha, commitCount, ...counts };
  return isMarked ? { ...work, markedDoneIn: 'trailer' } : work;
};

const doneTrailer = '--format=%(trailers:key=Coordinator-Status,valueonly,separator=%x2C)';

/** A commit ahead of the base ends with `Coordinator-Status: complete`. */
const hasDoneTrailer = async (clone: Clone, task: Comparison): Promise<boolean> => {
  const values = await readAhead(clone, task, ['log', doneTrailer, MESSAGE_LIMIT]);
  return values.split(/[\n,]/).some((value) => value.trim().toLowerCase() === 'complete');
};

/** Messages of the commits ahead of the base, newest first, at most 50. */
export const readMessages = async (clone: Clone, task: Comparison): Promise<readonly string[]> => {
  const shown = await readAhead(clone, task, ['log', '-z', '--format=%B', MESSAGE_LIMIT]);
  // Every message ends with a NUL, the last one too.
  return shown
    .split('\0')
    .slice(0, -1)
    .map((message) => message.trimEnd());
};
