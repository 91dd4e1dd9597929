import type { Clone } from './clone.ts';
import { inTurn } from './in-turn.ts';
import { retireBroken } from './mend.ts';
import { GitFailure, runGit } from './run-git.ts';
import { setUpstream } from './upstream.ts';

/**
 * Fetches `origin`'s branches; neither tags nor pruning, whatever the person's configuration says. `begun` is called
 * when its turn has come: what is pushed from then on may be missed.
 */
export const fetchRemote = (clone: Clone, begun: () => void): Promise<void> =>
  inTurn(clone, async () => {
    begun();
    if (retireBroken(clone, null) === 'busy') return 'busy';
    const quiet = ['--no-tags', '--no-prune', '--no-recurse-submodules', '--no-write-fetch-head'];
    // Progress keeps a long transfer from passing for a silent one.
    await runGit(clone.rootPath, ['fetch', '--progress', ...quiet, 'origin']);
    return undefined;
  });

/** One commit of a worktree, and the branch of `origin` it goes to. */
export interface PushRequest {
  readonly path: string;
  readonly branch: string;
  readonly sha: string;
}

/** The remote may be ahead of us because somebody pushed on; then our commit is there already. */
const isAlreadyThere = async ({ path, branch, sha }: PushRequest): Promise<boolean> => {
  try {
    await runGit(path, ['merge-base', '--is-ancestor', sha, `refs/remotes/origin/${branch}`]);
    return true;
  } catch {
    return false;
  }
};

/**
 * Pushes one commit to a branch of `origin`, never by force, and makes that branch the upstream. The person's
 * `pre-push` hook runs: large file storage depends on it.
 */
export const pushBranch = async (clone: Clone, request: PushRequest): Promise<void> => {
  const { path, branch, sha } = request;
  try {
    await runGit(path, ['push', '--progress', 'origin', `${sha}:refs/heads/${branch}`]);
  } catch (error) {
    const isRejected = error instanceof GitFailure && error.stderr.includes('[rejected]');
    if (!isRejected || !(await isAlreadyThere(request))) throw error;
  }
  await clone.alone.run(() => setUpstream(clone, branch));
};
