import { dirname, join } from 'node:path';
import { readAdminLink } from './admin.ts';
import type { Clone } from './clone.ts';
import { dropEndedLocks, dropStaleLocks } from './locks.ts';
import { GitFailure, runGit } from './run-git.ts';
import { MARKS_EXCLUDED, readStatus } from './status.ts';

/** Used only when the person has configured none. */
const FALLBACK_IDENTITY = ['-c', 'user.name=coordinator', '-c', 'user.email=coordinator@localhost'];

const NOTHING_TO_COMMIT = /nothing to commit|nothing added to commit|no changes added to commit/;

/** Stages all that can be read; a file that cannot (another user's, say) does not keep the others from being saved. */
const stage = async (path: string, stagedMarks: readonly string[]): Promise<void> => {
  try {
    await runGit(path, ['add', '-A', '--ignore-errors', '--', '.', ...MARKS_EXCLUDED]);
  } catch (error) {
    const isPartial = error instanceof GitFailure && !/^fatal:|no space left/im.test(error.stderr);
    if (!isPartial) throw error;
  }
  if (stagedMarks.length > 0) await runGit(path, ['reset', '-q', '--', ...stagedMarks]);
};

/** Neither a guess from the host's name nor a question: configured, or the fallback. */
const readIdentity = async (path: string): Promise<readonly string[]> => {
  try {
    await runGit(path, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT']);
    await runGit(path, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT']);
    return [];
  } catch {
    return FALLBACK_IDENTITY;
  }
};

const commit = async (path: string, message: string): Promise<string | null> => {
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgsign=false'];
  const identity = await readIdentity(path);
  try {
    await runGit(path, [...quiet, ...identity, 'commit', '--no-verify', '-m', message]);
  } catch (error) {
    if (error instanceof GitFailure && NOTHING_TO_COMMIT.test(error.stdout)) return null;
    throw error;
  }
  return (await runGit(path, ['rev-parse', '--verify', 'HEAD'])).trim();
};

/** What a worker killed inside `git commit` left is cleared away; a lock outside the clone's own worktrees has to age. */
const clearLocks = ({ commonPath }: Clone, path: string): void => {
  const adminPath = readAdminLink(path) ?? join(path, '.git');
  const isOurs = dirname(adminPath) === join(commonPath, 'worktrees');
  (isOurs ? dropEndedLocks : dropStaleLocks)(adminPath, path);
};

/**
 * Commits everything that is not ignored, `STOP`, `BLOCKED.md` and `.coordinator-*` left out; null = nothing there.
 * Only called when no process of the worker is left.
 */
export const saveWork = async (
  clone: Clone,
  { path, message }: { readonly path: string; readonly message: string },
): Promise<string | null> => {
  clearLocks(clone, path);
  const { changedPaths, stagedMarks } = await readStatus(path);
  if (changedPaths.length === 0) return null;
  await stage(path, stagedMarks);
  return clone.alone.run(() => commit(path, message));
};
