/**
 * The limits of a live worker (SPEC section 5): what its whole tree may use (excess.ts), what it may cost (budget.ts), wall clock, silence, and no sign of
 * life after the start. Wall clock and silence are put off while it visibly goes on, at most `workers.maxExtensions` times in all. Whether it goes on is looked at
 * (progress.ts) shortly before a limit and again when it is reached; until then nothing is decided. What cannot be seen
 * puts a limit off as progress would, so that no worker is ended because of a failed read, and none goes on for ever.
 */
import type { Attempt, Extension } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import { budgetSeen, budgetStopOf, budgetText } from './budget.ts';
import type { Context } from './context.ts';
import { excessOf } from './excess.ts';
import type { TaskFacts } from './facts.ts';
import { idleForMsOf, idleText, isLookedAtWithin, isTreeMoved, progressOf, shortOf } from './progress.ts';
import { saw } from './steps.ts';

/** What the limits ask for. `look`: at the worktree, first. `reason` is stable text, `seen` may hold figures. */
export type Limit =
  | { readonly kind: 'look' }
  | { readonly kind: 'extend'; readonly extensions: number; readonly extended: Extension }
  | {
      readonly kind: 'end';
      readonly cause: 'timeout' | 'stalled' | 'limits' | 'budget';
      readonly reason: string;
      readonly seen: Evidence;
    };

/** An attempt that is watched, and for how long (milliseconds) it was silent, may be silent from, and has lived. */
interface Watch {
  readonly facts: TaskFacts;
  readonly context: Context;
  readonly attempt: Attempt;
  /** Without progress since the latest extension: each begins that limit anew. */
  readonly quietMs: number;
  readonly ageMs: number;
}

/** A limit that was passed so many milliseconds ago. */
interface Passed {
  readonly cause: 'timeout' | 'stalled';
  readonly overMs: number;
}

/** Null while no limit is near, and while the worker cannot be seen: then it may have ended already. */
export const limitOf = (facts: TaskFacts, context: Context): Limit | null => {
  const { attempt, run, usage } = facts;
  if (attempt === null || run?.kind !== 'live') return null;
  const { now } = context.snapshot;
  const excess = usage === null ? null : excessOf(usage, context.settings.workers.limits);
  if (excess !== null)
    return { kind: 'end', cause: 'limits', ...excess, seen: saw('process', now.atMs, excess.seen) };
  const budget = budgetStopOf(facts.task, context);
  if (budget !== null)
    return {
      kind: 'end',
      cause: 'budget',
      reason: budgetText(budget),
      seen: saw('agent', now.atMs, budgetSeen(budget)),
    };
  const { extended, startedAt } = attempt;
  const idleForMs = idleForMsOf(facts);
  const quietMs = extended === null ? idleForMs : Math.min(idleForMs, elapsedMs(extended.at, now));
  const watch = { facts, context, attempt, quietMs, ageMs: elapsedMs(startedAt, now) };
  const passed = passedOf(watch);
  if (passed !== null) return afterLimit(watch, passed);
  return startLimitOf(watch) ?? (isLookDue(watch) ? { kind: 'look' } : null);
};

/** How many times the wall clock was prolonged by `workers.timeout`. */
const addedTimeoutsOf = ({ extended, extensions }: Attempt): number => extended?.addedTimeouts ?? extensions;

/** How long an attempt may last by the wall clock, extensions that were granted included. */
export const wallLimitOf = (attempt: Attempt, { workers }: Settings): number =>
  (attempt.timeoutMs ?? workers.timeoutMs) * (1 + addedTimeoutsOf(attempt));

const wallLimitMs = ({ attempt, context }: Watch): number => wallLimitOf(attempt, context.settings);

/** The attempt's own, where a label has chosen one. */
const timeoutOf = ({ attempt, context }: Watch): number =>
  attempt.timeoutMs ?? context.settings.workers.timeoutMs;

const passedOf = (watch: Watch): Passed | null => {
  const stalledMs = watch.quietMs - watch.context.settings.workers.stallTimeoutMs;
  if (stalledMs > 0) return { cause: 'stalled', overMs: stalledMs };
  const lateMs = watch.ageMs - wallLimitMs(watch);
  return lateMs > 0 ? { cause: 'timeout', overMs: lateMs } : null;
};

const afterLimit = (watch: Watch, { cause, overMs }: Passed): Limit => {
  const { facts, context, attempt } = watch;
  if (!mayExtend(watch)) return endBy(watch, cause, spentReason(watch, cause));
  const progress = progressOf(facts, context, overMs);
  if (progress.kind === 'not-looked') return { kind: 'look' };
  if (progress.kind === 'none') return endBy(watch, cause, idleReason(watch, cause));
  const extensions = attempt.extensions + 1;
  const { maxExtensions } = context.settings.workers;
  const text = `extended ${extensions} of ${maxExtensions}: ${progress.text}`;
  const extended = { at: context.snapshot.now, addedTimeouts: timeoutsUntilNow(watch), text };
  return { kind: 'extend', extensions, extended };
};

const endBy = ({ context }: Watch, cause: Passed['cause'], reason: string): Limit => ({
  kind: 'end',
  cause,
  reason,
  seen: saw('time', context.snapshot.now.atMs, reason),
});

/** As many as the time that has passed needs: a coordinator that was away for long grants them as one. */
const timeoutsUntilNow = (watch: Watch): number => {
  const { maxExtensions } = watch.context.settings.workers;
  const timeoutMs = timeoutOf(watch);
  const needed = Math.ceil(watch.ageMs / timeoutMs) - 1;
  return Math.min(maxExtensions, Math.max(addedTimeoutsOf(watch.attempt), needed));
};

/** Never beyond what the runner's own ceiling allows for (act/start-worker.ts). */
const mayExtend = (watch: Watch): boolean => {
  const { attempt, context, ageMs } = watch;
  const { maxExtensions } = context.settings.workers;
  const timeoutMs = timeoutOf(watch);
  return attempt.extensions < maxExtensions && ageMs <= timeoutMs * (1 + maxExtensions);
};

const extensionsText = (count: number): string => `${count} extension${count === 1 ? '' : 's'}`;

const spentReason = (watch: Watch, cause: Passed['cause']): string => {
  const { facts, attempt, context, ageMs } = watch;
  const { stallTimeoutMs, maxExtensions } = context.settings.workers;
  const timeoutMs = timeoutOf(watch);
  const { extensions } = attempt;
  if (cause === 'timeout') {
    const allMs = timeoutMs * (1 + maxExtensions);
    if (extensions < maxExtensions && ageMs > allMs)
      return `timeout: more than ${shortOf(allMs)}, which is all that extensions allow`;
    return `timeout: ${shortOf(timeoutMs)}${extensions === 0 ? ' used up' : ` and ${extensionsText(extensions)} used up`}`;
  }
  const silent = `stalled: ${idleText(facts, stallTimeoutMs)}`;
  return extensions === 0 ? silent : `${silent}, ${extensionsText(extensions)} used up`;
};

const idleReason = (watch: Watch, cause: Passed['cause']): string => {
  const idle = 'no commit and no changed file';
  if (cause === 'stalled')
    return `stalled: ${idleText(watch.facts, watch.context.settings.workers.stallTimeoutMs)}, ${idle}`;
  return `${spentReason(watch, cause)}; lately no output, ${idle}`;
};

/** How long a look that saw nothing at the start is believed to be no use to repeat. */
const lookAgainMs = 60_000;

/** A worker that ever wrote a byte, or changed anything, has shown life; what was not watched is not judged. */
const startLimitOf = (watch: Watch): Limit | null => {
  const { facts, context } = watch;
  const { run, silentForMs, look } = facts;
  const { startTimeoutMs } = context.settings.workers;
  if (run?.kind !== 'live' || run.lastOutputAtMs !== null || silentForMs <= startTimeoutMs) return null;
  if (look !== null && isTreeMoved(look, facts, context)) return null;
  if (!isLookedAtWithin(facts, context, silentForMs - startTimeoutMs)) return { kind: 'look' };
  if (look?.tree.kind !== 'known')
    return isLookedAtWithin(facts, context, lookAgainMs) ? null : { kind: 'look' };
  const reason = `no sign of life for ${shortOf(startTimeoutMs)} after its start (workers.startTimeout)`;
  return endBy(watch, 'stalled', reason);
};

/** A limit is near and what is there now was not noted yet: without that the next look has nothing to compare with. */
const isLookDue = (watch: Watch): boolean => {
  const { facts, context, quietMs, ageMs } = watch;
  const { stallTimeoutMs, startTimeoutMs } = context.settings.workers;
  if (facts.run?.kind !== 'live') return false;
  const isDue = (sinceMs: number): boolean => sinceMs > 0 && !isLookedAtWithin(facts, context, sinceMs);
  const isDumb = facts.run.lastOutputAtMs === null && facts.silentForMs <= startTimeoutMs;
  if (isDumb && isDue(facts.silentForMs - startTimeoutMs / 4)) return true;
  if (!mayExtend(watch)) return false;
  return isDue(quietMs - stallTimeoutMs / 4) || isDue(ageMs - wallLimitMs(watch) + (stallTimeoutMs * 3) / 4);
};
