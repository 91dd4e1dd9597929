import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TransientError } from '../../model/failures.ts';
import { countLiveGit } from './live-git.ts';

/** A lock file younger than this may belong to a git we cannot see (another machine, another user). */
export const STALE_AGE_MS = 10 * 60_000;

/**
 * Takes away `index.lock` and `HEAD.lock` that a killed git left in a worktree which was complete before.
 * @throws TransientError while one of them is young, or a git is at work there.
 */
export const dropStaleLocks = (adminPath: string, path: string): void => {
  for (const name of ['index.lock', 'HEAD.lock']) {
    const file = join(adminPath, name);
    const ageMs = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN);
    if (Number.isNaN(ageMs)) continue;
    const live = countLiveGit([path, adminPath]) ?? 0;
    if (ageMs < STALE_AGE_MS || live > 0) {
      throw new TransientError(`git is locked in ${path}: ${file} exists`, {
        fix: `When no git command runs there, remove it: rm ${file}`,
        retryAfterMs: live > 0 ? 5_000 : STALE_AGE_MS - ageMs,
      });
    }
    rmSync(file, { force: true });
  }
};

/**
 * The same where the worker has ended: whatever lock no living git holds is left over, however young. Where processes
 * cannot be listed, its age decides.
 * @throws TransientError while one of them is young, or a git is at work there.
 */
export const dropEndedLocks = (adminPath: string, path: string): void => {
  if (countLiveGit([path, adminPath]) === 0) dropOwnLocks(adminPath);
  else dropStaleLocks(adminPath, path);
};

/**
 * True when a git works, or may work, where a worktree is not complete. Where processes cannot be listed, a young
 * `index.lock` counts.
 */
export const isGitAtWork = (path: string, adminPath: string | undefined): boolean => {
  const live = countLiveGit(adminPath === undefined ? [path] : [path, adminPath]);
  if (live !== null) return live > 0;
  const lock = adminPath && statSync(join(adminPath, 'index.lock'), { throwIfNoEntry: false });
  return lock ? Date.now() - lock.mtimeMs < STALE_AGE_MS : false;
};

/** Takes away the locks of a tree. The caller has made sure that no git is at work there. */
export const dropOwnLocks = (adminPath: string): void => {
  for (const name of ['index.lock', 'HEAD.lock']) rmSync(join(adminPath, name), { force: true });
};

/**
 * Takes away the ref lock that a killed `worktree add -b` left on the task's branch, when it is old or provably
 * nobody's. Otherwise it stays and git will say so.
 */
export const dropBranchLock = (commonPath: string, branch: string): void => {
  const file = join(commonPath, 'refs', 'heads', `${branch}.lock`);
  const modifiedAtMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (modifiedAtMs === undefined) return;
  const live = countLiveGit([branch, `refs/heads/${branch}`]);
  const isOld = Date.now() - modifiedAtMs >= STALE_AGE_MS;
  if (live === null ? isOld : live === 0) rmSync(file, { force: true });
};
