import { dirname, join } from 'node:path';
import type { SavedCommit, SaveRequest } from '../../model/removal.ts';
import { readAdminLink, readHeadBranch } from './admin.ts';
import type { Clone } from './clone.ts';
import { readIdentity } from './identity.ts';
import { dropEndedLocks, dropStaleLocks } from './locks.ts';
import { excludedFrom } from './new-files.ts';
import { readOperation } from './operation.ts';
import { GitFailure, runGit } from './run-git.ts';
import { saveAside } from './save-aside.ts';
import { MARKS_EXCLUDED, readStatus, type TreeStatus } from './status.ts';

const NOTHING_TO_COMMIT = /nothing to commit|nothing added to commit|no changes added to commit/;

/** Stages all that can be read; a file that cannot (another user's, say) does not keep the others from being saved. */
const stage = async (path: string, { stagedMarks, secretPaths }: TreeStatus): Promise<void> => {
  try {
    const left = [...MARKS_EXCLUDED, ...excludedFrom(secretPaths)];
    await runGit(path, ['add', '-A', '--ignore-errors', '--', '.', ...left]);
  } catch (error) {
    const isPartial = error instanceof GitFailure && !/^fatal:|no space left/im.test(error.stderr);
    if (!isPartial) throw error;
  }
  const taken = [...stagedMarks, ...secretPaths].map((file) => `:(top,literal)${file}`);
  if (taken.length > 0) await runGit(path, ['reset', '-q', '--', ...taken]);
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
 * Commits everything that is not ignored; null = nothing there. `STOP`, `BLOCKED.md`, `.coordinator-*` are left out, and
 * so are secrets that HEAD does not have, staged or not: a commit of the branch may be pushed. They stay where they are.
 * Where a commit would land on something else than the task's branch, or in the middle of a merge or the like, it is
 * put aside instead, and nobody's HEAD, index or branch moves. Only called when no process of the worker is left.
 */
export const saveWork = async (clone: Clone, request: SaveRequest): Promise<SavedCommit | null> => {
  const { path, message } = request;
  clearLocks(clone, path);
  const status = await readStatus(path);
  if (status.changedPaths.length === 0) return null;
  const adminPath = readAdminLink(path) ?? join(path, '.git');
  if (isElsewhere(adminPath, request)) return saveAside(clone, { ...request, adminPath, mayBePartial: true });
  await stage(path, status);
  const sha = await clone.alone.run(() => commit(path, message));
  return sha === null ? null : { sha, ref: null, secretPaths: status.secretPaths };
};

const isElsewhere = (adminPath: string, { branch }: SaveRequest): boolean =>
  readOperation(adminPath) !== null || readHeadBranch(adminPath) !== branch;
