import { PermanentError } from '../../model/failures.ts';
import type { WorktreeRequest } from '../world.ts';
import { type Registration, readHeadBranch } from './admin.ts';
import type { Clone } from './clone.ts';
import type { TaskRefs } from './refs.ts';

/** @throws PermanentError when the branch is checked out somewhere else. */
export const refuseElsewhere = (
  clone: Clone,
  request: WorktreeRequest,
  registrations: readonly Registration[],
): void => {
  const { branch, path } = request;
  const what = `branch ${branch} is checked out`;
  if (readHeadBranch(clone.commonPath) === branch) {
    throw new PermanentError(`${what} in the main checkout, ${clone.rootPath}`, {
      fix: `git -C ${clone.rootPath} switch ${request.base}`,
    });
  }
  const other = registrations.find((each) => each.branch === branch && each.path !== path);
  if (other !== undefined) {
    throw new PermanentError(`${what} in another worktree, ${other.path ?? other.adminPath}`, {
      fix: `git worktree remove ${other.path ?? other.adminPath}  (or, to keep it: git -C ${other.path} switch --detach)`,
    });
  }
};

/** @throws PermanentError when a person locked the task's worktree, or the tree there is on another branch. */
export const refuseTaken = (
  { own, isGone }: { readonly own: Registration; readonly isGone: boolean },
  { path, branch }: WorktreeRequest,
): void => {
  if (own.lock !== null && own.lock !== 'initializing') {
    const reason = own.lock === '' ? 'no reason given' : own.lock;
    throw new PermanentError(`worktree ${path} is locked: ${reason}`, {
      fix: `git worktree unlock ${path}`,
    });
  }
  if (!isGone && own.branch !== null && own.branch !== branch) {
    throw new PermanentError(`worktree ${path} is on branch ${own.branch}, not on ${branch}`, {
      fix: `git -C ${path} switch ${branch}`,
    });
  }
};

/** @throws PermanentError when the branch cannot be made: a branch in its way, or no base to start from. */
export const refuseUnmakeable = (refs: TaskRefs, { branch, base }: WorktreeRequest): void => {
  if (refs.localSha !== null) return;
  if (refs.inTheWay !== null) {
    throw new PermanentError(`branch ${branch} cannot exist beside branch ${refs.inTheWay}`, {
      fix: `Rename it (git branch -m ${refs.inTheWay} ${refs.inTheWay.replaceAll('/', '-')}-old), or set worktrees.branch in coordinator.yml.`,
    });
  }
  if (refs.remoteSha === null && refs.baseSha === null) {
    throw new PermanentError(`base branch ${base} is not known here: there is no origin/${base}`, {
      fix: `git fetch origin ${base}, or set worktrees.base in coordinator.yml to a branch that exists.`,
    });
  }
};
