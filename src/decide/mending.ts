/**
 * What is left of worktrees in git's own directory: mended after too many errors, and where a look has found something.
 */
import type { Action } from '../model/action.ts';
import { notRemovableBecause } from '../model/task.ts';
import { isCleanUpDue } from '../model/worktree-care.ts';
import { mayTryAgain } from './backoff.ts';
import type { Context } from './context.ts';

/** At most one action. What belongs to a task under way is left to its next worktree. */
export const decideMending = ({ snapshot, settings }: Context): readonly Action[] => {
  const { memory, mendable, shuttingDown, now } = snapshot;
  const trouble = memory.ownTroubles.find(({ action }) => action === 'mend-worktrees');
  if (shuttingDown || !mayTryAgain(trouble, now, settings.workers.backoff)) return [];
  if (isCleanUpDue(memory.worktreeCare)) return [{ kind: 'mend-worktrees', cause: 'errors' }];
  const busy = new Set(
    memory.tasks.filter((task) => notRemovableBecause(task) !== null).map(({ issue }) => issue),
  );
  const isWanted = trouble !== undefined || mendable.some((issue) => !busy.has(issue));
  return isWanted ? [{ kind: 'mend-worktrees', cause: 'look' }] : [];
};
