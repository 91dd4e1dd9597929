/**
 * Running: a worker lives, or has ended and is judged. Limits, a person's stop and the loss of the runner are seen here.
 */
import type { Action } from '../model/action.ts';
import type { StopCause } from '../model/attempt.ts';
import { elapsedMs } from '../model/instant.ts';
import type { TaskMemory } from '../model/task.ts';
import { conclude } from './conclude.ts';
import type { Context } from './context.ts';
import { endOf, masterlessBecause, neverClaimed } from './ends.ts';
import type { TaskFacts } from './facts.ts';
import { changeTo, rememberAttempt, saw } from './steps.ts';
import { type StopAsked, stopAskedOf } from './wishes.ts';

/** One step for a running task. */
export const decideRunning = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt, task } = facts;
  if (attempt === null) return [];
  if (attempt.phase === 'ended') return decideEnded(facts, context);
  const end = endOf(facts.run, context);
  if (end !== null) return rememberAttempt(task, end);
  const why = masterlessBecause(facts.run, attempt, context);
  if (why !== null) return [toZombie(task, why, context)];
  if (neverClaimed(facts.run, attempt, context))
    return [{ kind: 'resolve-intent', issue: task.issue, run: attempt.run }];
  const asked = stopAskedOf(facts, context);
  if (asked !== null) return [toStopping(facts, asked, context)];
  if (facts.run?.kind === 'live' && facts.run.workerPid !== attempt.workerPid)
    return rememberAttempt(task, { workerPid: facts.run.workerPid });
  if (facts.pull !== null && !context.settings.completion.waitForExit) return conclude(facts, context);
  return decideLimits(facts, context);
};

/** The attempt is final; a person's stop or cancel that came meanwhile still counts before a new attempt. */
const decideEnded = (facts: TaskFacts, context: Context): readonly Action[] => {
  const asked = stopAskedOf(facts, context);
  const isPersons = asked !== null && asked.cause !== 'shutdown';
  if (isPersons && facts.pull === null) return [toStopping(facts, asked, context)];
  return conclude(facts, context);
};

const stopPatch = (cause: StopCause, reason: string, { snapshot }: Context) => ({
  stop: { cause, reason, at: snapshot.now, sentAt: null },
});

/** The worker is asked to end because a person, or the end of the coordinator, wants it. */
export const toStopping = ({ task }: TaskFacts, asked: StopAsked, context: Context): Action =>
  changeTo(task, 'stopping', {
    reason: asked.reason,
    evidence: asked.evidence,
    attempt: stopPatch(asked.cause, asked.reason, context),
  });

const toZombie = (task: TaskMemory, why: string, { snapshot }: Context): Action =>
  changeTo(task, 'zombie', { reason: why, evidence: [saw('process', snapshot.now.atMs, why)] });

const decideLimits = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt, task } = facts;
  if (attempt === null) return [];
  const { timeoutMs, stallTimeoutMs, maxExtensions } = context.settings.workers;
  if (facts.silentForMs > stallTimeoutMs) return [toTimingOut(facts, 'stalled', context)];
  if (elapsedMs(attempt.startedAt, context.snapshot.now) <= timeoutMs * (1 + attempt.extensions)) return [];
  const isFresh = facts.silentForMs < stallTimeoutMs / 2;
  if (isFresh && attempt.extensions < maxExtensions)
    return rememberAttempt(task, { extensions: attempt.extensions + 1 });
  return [toTimingOut(facts, 'timeout', context)];
};

const toTimingOut = (facts: TaskFacts, cause: 'timeout' | 'stalled', context: Context): Action => {
  const { settings, snapshot } = context;
  const reason =
    cause === 'stalled'
      ? `stalled: no output for ${minutes(settings.workers.stallTimeoutMs)}`
      : `timeout: ${minutes(settings.workers.timeoutMs)} and ${facts.attempt?.extensions ?? 0} extension(s) used up`;
  return changeTo(facts.task, 'timing_out', {
    reason,
    evidence: [saw('time', snapshot.now.atMs, reason)],
    attempt: stopPatch(cause, reason, context),
  });
};

const minutes = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`;
