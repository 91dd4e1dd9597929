/**
 * What the store can tell of everything that ever happened: it outlives the coordinator that did it.
 */
import type { AgentAccount } from './agent-account.ts';
import type { Attempt } from './attempt.ts';
import { type AttemptOutcome, outcomeOf } from './attempt-outcome.ts';
import type { TaskState } from './task.ts';

/** What is counted of one attempt. */
export interface AttemptTally {
  readonly agent: string;
  /** Null while it is not judged. */
  readonly outcome: AttemptOutcome | null;
  /** Its command ran, or runs. */
  readonly isLaunched: boolean;
  /** From start to end, milliseconds; null while it runs, and where it never did. */
  readonly durationMs: number | null;
  /** As the agent's log told them; null = unknown, which is not none. */
  readonly tokens: AgentAccount['tokens'];
  readonly cost: AgentAccount['cost'];
}

/** How often tasks went from one state to another; `from` null: they were new. */
export interface ChangeTally {
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly count: number;
}

/** Everything that ever happened, as far as the store remembers it. */
export interface Tallies {
  readonly attempts: readonly AttemptTally[];
  readonly changes: readonly ChangeTally[];
  /** By state, tasks that ended long ago too. */
  readonly taskCounts: ReadonlyMap<TaskState, number>;
  /** From the time a task was taken up (again) to its completion, milliseconds; one for each completion. */
  readonly completionsMs: readonly number[];
}

/** What is counted of an attempt. */
export const attemptTallyOf = (attempt: Attempt): AttemptTally => {
  const { agent, phase, startedAt, endedAt, end, account } = attempt;
  const isLaunched = phase !== 'intent' && end?.kind !== 'never-started';
  const durationMs = isLaunched && endedAt !== null ? Math.max(0, endedAt.atMs - startedAt.atMs) : null;
  return {
    agent,
    outcome: outcomeOf(attempt),
    isLaunched,
    durationMs,
    tokens: account?.tokens ?? null,
    cost: account?.cost ?? null,
  };
};
