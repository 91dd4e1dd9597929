/**
 * Running: a worker lives, or has ended and is judged. Limits, a person's stop and the loss of the runner are seen here.
 */
import type { Action } from '../model/action.ts';
import type { Evidence } from '../model/evidence.ts';
import type { TaskMemory } from '../model/task.ts';
import { conclude } from './conclude.ts';
import type { Context } from './context.ts';
import { bringDown } from './ending.ts';
import { accountFirst, endOf, masterlessBecause, neverClaimed } from './ends.ts';
import type { TaskFacts } from './facts.ts';
import { limitOf } from './limits.ts';
import { decideOverstay } from './overstay.ts';
import { noteHold } from './running-hold.ts';
import { changeTo, extendAttempt, rememberAttempt, rememberEnd, saw, stopPatch } from './steps.ts';
import { stopAskedOf, toStopping } from './wishes.ts';

/** One step for a running task. */
export const decideRunning = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt, task } = facts;
  if (attempt === null) return [];
  if (attempt.phase === 'ended') return decideEnded(facts, context);
  const end = endOf(facts, context);
  if (end !== null) return rememberEnd(task, end);
  const why = masterlessBecause(facts.run, attempt, context);
  if (why !== null) return [toZombie(task, why, context)];
  if (neverClaimed(facts.run, attempt, context))
    return [{ kind: 'resolve-intent', issue: task.issue, run: attempt.run }];
  const asked = stopAskedOf(facts, context);
  if (asked !== null) return [toStopping(facts, asked, context)];
  if (attempt.stop !== null) return bringDown(facts, attempt, context);
  if (facts.run?.kind === 'live' && facts.run.workerPid !== attempt.workerPid)
    return rememberAttempt(task, { workerPid: facts.run.workerPid });
  if (facts.pull !== null && !context.settings.completion.waitForExit) return conclude(facts, context);
  const overstay = decideOverstay(facts, context);
  return overstay.length > 0 ? overstay : decideLimits(facts, context);
};

/** The attempt is final; a person's stop or cancel that came meanwhile still counts before a new attempt. */
const decideEnded = (facts: TaskFacts, context: Context): readonly Action[] => {
  const asked = stopAskedOf(facts, context);
  const account = accountFirst(facts, context);
  if (account !== null) return account;
  const isPersons = asked !== null && asked.cause !== 'shutdown';
  if (isPersons && facts.pull === null) return [toStopping(facts, asked, context)];
  return conclude(facts, context);
};

const toZombie = (task: TaskMemory, why: string, { snapshot }: Context): Action =>
  changeTo(task, 'zombie', { reason: why, evidence: [saw('process', snapshot.now.atMs, why)] });

const decideLimits = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { task } = facts;
  const limit = limitOf(facts, context);
  if (limit === null || limit.kind === 'look') return noteHold(facts, context);
  if (limit.kind === 'extend') return extendAttempt(task, limit);
  const { reason, seen } = limit;
  const { now } = context.snapshot;
  return [
    changeTo(task, 'timing_out', {
      reason,
      evidence: [seen, ...extensionSeen(facts)],
      attempt: stopPatch(limit, now),
    }),
  ];
};

/** What a limit was put off for before. */
const extensionSeen = ({ attempt }: TaskFacts): readonly Evidence[] =>
  attempt?.extended == null ? [] : [saw('time', attempt.extended.at.atMs, attempt.extended.text)];
