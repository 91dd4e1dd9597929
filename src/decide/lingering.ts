/**
 * A worker that lives on after its task has left it behind: with `completion.waitForExit: false` the pull request
 * completes the task, and the worker ends in its own time. Until then it keeps its place and its limits.
 */
import type { Action } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import type { Context } from './context.ts';
import { bringDown } from './ending.ts';
import type { TaskFacts } from './facts.ts';
import { limitOf } from './limits.ts';
import { decideOverstay } from './overstay.ts';
import { extendAttempt, rememberAttempt, stopPatch } from './steps.ts';
import { stopAskedOf } from './wishes.ts';

/** What the latest attempt needs, whatever became of its task; nothing when it has ended. */
export const decideLingering = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt, task } = facts;
  if (attempt === null || !isLive(attempt)) return [];
  const down = bringDown(facts, attempt, context);
  if (down.length > 0 || attempt.stop !== null) return down;
  const overstay = decideOverstay(facts, context);
  if (overstay.length > 0) return overstay;
  const limit = limitOf(facts, context);
  if (limit?.kind === 'extend') return extendAttempt(task, limit);
  const { state, reason } = task.recorded;
  const asked =
    (limit?.kind === 'end' ? limit : null) ??
    (state === 'cancelled' ? { cause: 'cancel' as const, reason } : stopAskedOf(facts, context));
  return asked === null ? [] : rememberAttempt(task, stopPatch(asked, context.snapshot.now));
};
