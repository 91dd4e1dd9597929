/**
 * A worker whose agent has said that it is done, and whose process stays: it is asked to end, and then judged like one that
 * ended by itself. What its process makes of our signal says nothing about its work, so its own word counts.
 */
import type { Action } from '../model/action.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { rememberAttempt, stopPatch } from './steps.ts';

/** One line, also for a person who looks back. */
export const overstayReason = 'its agent was done, but its process did not end';

/** Nothing while it works, may still begin another turn, or cannot be seen. */
export const decideOverstay = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { run, log, task } = facts;
  if (run?.kind !== 'live' || log?.kind !== 'known' || !log.value.isWhole) return [];
  const { isLingering = false, resultForMs } = log.value;
  const { stallTimeoutMs } = context.settings.workers;
  if (!isLingering && (resultForMs === null || resultForMs <= stallTimeoutMs)) return [];
  const stop = stopPatch({ cause: 'lingering', reason: overstayReason }, context.snapshot.now);
  const told = { word: 'ending', text: overstayReason };
  return rememberAttempt(task, stop).map((action) => ({ ...action, told }));
};
