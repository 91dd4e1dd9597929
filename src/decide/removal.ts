/**
 * Worktrees that nobody needs any more: removed after the pull request was merged or closed, if nothing is lost by it.
 */
import type { Action } from '../model/action.ts';
import { isRemovalDue, type Removal } from '../model/removal.ts';
import { notRemovableBecause, type TaskMemory } from '../model/task.ts';
import { mayRetry } from './backoff.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';

/** Tries it once the pull request is done with; what is refused is looked at again after a long while. */
export const decideRemoval = ({ task }: TaskFacts, { snapshot, settings }: Context): readonly Action[] => {
  const { issue, pullRequest, removal, troubles } = task;
  if (settings.worktrees.cleanup !== 'merged' || snapshot.shuttingDown) return [];
  if (pullRequest === null || pullRequest.state === 'open') return [];
  if (notRemovableBecause(task) !== null || snapshot.strays.has(issue)) return [];
  const trouble = troubles.find(({ action }) => action === 'remove-worktree');
  const mayTry = mayRetry(trouble, snapshot.now, settings.workers.backoff);
  if (!mayTry || !isRemovalDue(removal, snapshot.now)) return [];
  return [{ kind: 'remove-worktree', issue, force: false, control: null }];
};

/** The memory of a removal after the pull request changed: what was refused, or left the branch, is tried anew. */
export const removalAfterNews = ({ removal }: TaskMemory): Removal | null =>
  removal?.kind === 'removed' && removal.branchDropped ? removal : null;
