/**
 * Sessions of agents: what an agent knows of its own work, kept by its CLI.
 */
import { type Attempt, hasBegun } from './attempt.ts';
import type { TaskMemory } from './task.ts';

/** True for an ended attempt whose agent did something, or tried to: one whose session was gone did nothing. */
export const hasRun = (attempt: Attempt): boolean =>
  attempt.end !== null && hasBegun(attempt) && attempt.failure !== 'session';

/** What goes wrong again whenever the same conversation goes on. */
const hopelessReasons: ReadonlySet<string | null> = new Set(['context', 'invalid_request']);

/**
 * The attempt in whose session the next one could go on: the latest that ran. Null where there is none, where a start that
 * was to continue it found that it cannot be continued, or where it would end as before.
 */
export const resumableAttemptOf = ({ attempts }: Pick<TaskMemory, 'attempts'>): Attempt | null => {
  const last = attempts.findLast((one) => one.end !== null && hasBegun(one));
  if (last === undefined || !hasRun(last)) return null;
  return hopelessReasons.has(last.account?.reason ?? null) ? null : last;
};
