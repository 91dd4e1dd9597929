/**
 * What was spent up to now: what ended attempts have cost for good, and what the logs of live ones say so far. A log that
 * cannot be read adds nothing: what is not known stops nobody.
 */
import type { AgentAccount } from '../model/agent-account.ts';
import { type Attempt, hasBegun, isLive } from '../model/attempt.ts';
import type { Snapshot } from '../model/snapshot.ts';
import {
  addSpent,
  dayOf,
  nothingSpent,
  type Spent,
  spentByAccount,
  spentByEnded,
  sumOfSpent,
} from '../model/spending.ts';
import type { TaskMemory } from '../model/task.ts';

/** What is asked of a snapshot. */
export type MoneySource = Pick<Snapshot, 'logs' | 'memory'> & { readonly now: { readonly atMs: number } };

/** What one attempt has spent so far. */
export const spentByAttempt = (attempt: Attempt, { logs }: Pick<Snapshot, 'logs'>): Spent => {
  const account = isOpen(attempt) ? liveAccountOf(attempt, { logs }) : null;
  return account === null ? spentByEnded(attempt) : spentByAccount(account);
};

/** It lives, or what it came to is not kept yet. */
const isOpen = (attempt: Attempt): boolean =>
  isLive(attempt) || (attempt.account === null && hasBegun(attempt));

/** What the log of such an attempt says so far; null = nothing is known. */
const liveAccountOf = (
  { run }: Pick<Attempt, 'run'>,
  { logs }: Pick<Snapshot, 'logs'>,
): AgentAccount | null => {
  const log = logs.get(run);
  return log?.kind === 'known' ? log.value.account : null;
};

/** What one task has spent in all of its attempts, whatever round. */
export const spentByTask = ({ attempts }: TaskMemory, source: Pick<Snapshot, 'logs'>): Spent =>
  sumOfSpent(attempts.map((attempt) => spentByAttempt(attempt, source)));

/** What everybody has spent: on the present UTC day, and over all time. */
export const spentByAll = (source: MoneySource): { readonly today: Spent; readonly total: Spent } => {
  const { spending, tasks } = source.memory;
  const live = sumOfSpent(
    tasks.flatMap(({ attempts }) =>
      attempts
        .filter(isOpen)
        .map((attempt) => addSpent(spentByAttempt(attempt, source), spentByEnded(attempt), -1)),
    ),
  );
  return {
    today: addSpent(spending.days[dayOf(source.now.atMs)] ?? nothingSpent, live),
    total: addSpent(spending.total, live),
  };
};
