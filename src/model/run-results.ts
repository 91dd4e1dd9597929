/**
 * What one run of the coordinator came to: the tasks that it had to do with, and what it did for them. What happened before
 * it began is not its result.
 */
import { type Attempt, hasBegun, isLive } from './attempt.ts';
import { elapsedMs, type Instant } from './instant.ts';
import type { RunBounds } from './settings.ts';
import type { Memory } from './snapshot.ts';
import { nothingSpent, type Spent, spentByAccount, spentByEnded, sumOfSpent } from './spending.ts';
import { isTerminal, type TaskMemory } from './task.ts';

/** What the run did for one task. */
export interface TaskResult {
  readonly task: TaskMemory;
  /** Attempts of this run, whatever round; those it took over count. */
  readonly attempts: readonly Attempt[];
  /** How long their workers worked, together, milliseconds. */
  readonly workedMs: number;
  readonly spent: Spent;
}

/** An issue that was asked for (`--issues`), and that nothing was done for. */
export interface MissingIssue {
  readonly issue: number;
  readonly why: string;
}

/** Everything a run came to. */
export interface RunResults {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** By issue number. */
  readonly tasks: readonly TaskResult[];
  readonly missing: readonly MissingIssue[];
  /** Of all tasks. */
  readonly spent: Spent;
  readonly workedMs: number;
}

/** What memory says of the run. */
export interface ResultsSource {
  readonly memory: Memory;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly bounds: RunBounds;
  /** The label that hands an issue over. */
  readonly label: string;
}

/** The results at the end of a run. */
export const resultsOf = (source: ResultsSource): RunResults => {
  const { memory, startedAt, endedAt } = source;
  const tasks = memory.tasks
    .filter((task) => isOfRun(task, source))
    .toSorted((one, other) => one.issue - other.issue)
    .map((task) => resultOf(task, source));
  return {
    startedAt,
    endedAt,
    tasks,
    missing: missingOf(source),
    spent: sumOfSpent(tasks.map(({ spent }) => spent)),
    workedMs: tasks.reduce((sum, { workedMs }) => sum + workedMs, 0),
  };
};

/** True when this run failed at something: a task failed in it, or an issue that was asked for was not worked on. */
export const hasFailed = ({ tasks, missing, startedAt }: RunResults): boolean =>
  missing.length > 0 || tasks.some(({ task }) => isFailedSince(task, startedAt));

const isFailedSince = ({ recorded }: TaskMemory, { atMs }: Instant): boolean =>
  recorded.state === 'failed' && recorded.sinceMs >= atMs;

const isOfRun = (task: TaskMemory, { startedAt, bounds }: ResultsSource): boolean => {
  const { recorded, attempts, issue } = task;
  if (bounds.issues?.includes(issue) === true) return true;
  return (
    recorded.sinceMs >= startedAt.atMs ||
    attempts.some((one) => isAttemptOf(one, startedAt)) ||
    (!isTerminal(recorded.state) && bounds.issues === null)
  );
};

/** It lived while the run did. */
const isAttemptOf = ({ endedAt }: Attempt, startedAt: Instant): boolean =>
  endedAt === null || endedAt.atMs >= startedAt.atMs;

const resultOf = (task: TaskMemory, { startedAt, endedAt }: ResultsSource): TaskResult => {
  const attempts = task.attempts.filter((one) => hasBegun(one) && isAttemptOf(one, startedAt));
  const workedMs = attempts.reduce((sum, one) => sum + elapsedMs(one.startedAt, one.endedAt ?? endedAt), 0);
  return { task, attempts, workedMs, spent: sumOfSpent(attempts.map(spentBy)) };
};

/** What one that goes on will have cost is not known. */
const spentBy = (attempt: Attempt): Spent => {
  if (isLive(attempt)) return attempt.phase === 'intent' ? nothingSpent : spentByAccount(null);
  return spentByEnded(attempt);
};

const missingOf = ({ memory, bounds, label }: ResultsSource): readonly MissingIssue[] =>
  (bounds.issues ?? []).flatMap((issue) => {
    if (memory.tasks.some((task) => task.issue === issue)) return [];
    const refusal = memory.refusals.find((one) => one.issue === issue);
    if (refusal !== undefined)
      return [{ issue, why: `labelled by ${refusal.login}, who may not hand over work (${refusal.ground})` }];
    if (memory.knownIssues.has(issue)) return [{ issue, why: 'its task ended long before this run' }];
    return [{ issue, why: `no open issue of this number carries the label ${label}` }];
  });
