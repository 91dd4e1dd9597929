/** `coordinator history N`: every change of a task's state with its evidence, and its attempts. All times are UTC. */
import type { HistoryAnswer } from '../answers/history.ts';
import type { Attempt, AttemptEnd } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import { oneLineOf } from './plain-text.ts';
import type { Paint } from './status-table.ts';
import { dateOf, isoOf, timeOf } from './utc-time.ts';

/** One change of state as the journal has it; `from` null = the task was new. */
export interface Change {
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly at: { readonly atMs: number };
}

/** What is told: `changes` oldest first; the oldest of them may be forgotten by now. */
export interface History {
  readonly task: TaskMemory;
  readonly changes: readonly Change[];
  readonly paint: Paint;
}

/** The answer as JSON: times ISO 8601 in UTC, paths absolute. Fields are added, never renamed. */
export const historyJsonOf = ({ task, changes }: Omit<History, 'paint'>): HistoryAnswer => ({
  issue: task.issue,
  key: keyOf(task.issue),
  title: task.title,
  url: task.url,
  state: task.recorded.state,
  branch: task.branch,
  worktree: task.worktreePath,
  pullRequest: task.pullRequest,
  changes: changes.map(({ from, to, reason, evidence, at }) => ({
    at: isoOf(at.atMs),
    from,
    to,
    reason,
    evidence: evidence.map(({ kind, atMs, text }) => ({ kind, at: isoOf(atMs), text })),
  })),
  attempts: task.attempts.map(attemptJsonOf),
});

const attemptJsonOf = (attempt: Attempt): HistoryAnswer['attempts'][number] => ({
  number: attempt.number,
  round: attempt.round,
  worker: workerOf(attempt.run),
  agent: attempt.agent,
  phase: attempt.phase,
  startedAt: isoOf(attempt.startedAt.atMs),
  endedAt: attempt.endedAt === null ? null : isoOf(attempt.endedAt.atMs),
  result: attempt.result,
  failure: attempt.failure,
  account: attempt.account,
  end: endTextOf(attempt.end),
  stop: attempt.stop && { cause: attempt.stop.cause, reason: attempt.stop.reason },
  extensions: attempt.extensions,
  savedRef: attempt.savedRef,
  log: attempt.logPath,
});

/** `exited 1 by itself`, `lost: its runner was killed`; null while it has not ended. */
const endTextOf = (end: AttemptEnd | null): string | null => {
  if (end === null) return null;
  if (end.kind !== 'exited') return `${end.kind.replace('-', ' ')}: ${end.why}`;
  const by = {
    self: 'by itself',
    term: 'after SIGTERM',
    kill: 'after SIGKILL',
    ceiling: "at the runner's own limit",
  };
  return `exited ${end.exit.code} ${by[end.exit.why]}`;
};

/** The answer for people, lines joined, without a line end at the end. */
export const renderHistory = ({ task, changes, paint }: History): string =>
  [
    paint('bold', `${keyOf(task.issue)} ${oneLineOf(task.title)}`),
    paint('dim', `${oneLineOf(task.url)} · branch ${oneLineOf(task.branch)} · times in UTC`),
    ...(changes.length > 0 && changes[0]?.from !== null
      ? ['(what was before is not in the journal any more)']
      : []),
    ...changes.flatMap((change) => linesOfChange(change, paint)),
    ...(task.attempts.length === 0 ? ['no attempt was made'] : ['', paint('bold', 'attempts')]),
    ...task.attempts.flatMap((attempt) => linesOfAttempt(attempt, paint)),
  ].join('\n');

const stampOf = (atMs: number): string => `${dateOf(atMs)} ${timeOf(atMs)}`;

const linesOfChange = ({ to, reason, evidence, at }: Change, paint: Paint): readonly string[] => [
  `${stampOf(at.atMs)}  ${to.padEnd(10)}  ${oneLineOf(reason)}`,
  ...evidence
    .filter(({ text }) => text !== reason)
    .map(({ kind, atMs, text }) =>
      paint('dim', `${' '.repeat(21)}${kind} at ${stampOf(atMs)}: ${oneLineOf(text)}`),
    ),
];

const linesOfAttempt = (attempt: Attempt, paint: Paint): readonly string[] => {
  const { number, run, agent, startedAt, endedAt, result, stop, savedRef, logPath } = attempt;
  const tookMs = endedAt === null ? null : endedAt.atMs - startedAt.atMs;
  const end = [result, endTextOf(attempt.end), stop && `asked to end (${stop.reason})`].filter(
    (part) => part !== null,
  );
  return [
    `${stampOf(startedAt.atMs)}  attempt ${number}   ${workerOf(run)} ${oneLineOf(agent)}, ${
      tookMs === null ? attempt.phase : `took ${renderDuration(tookMs)}`
    }${end.length === 0 ? '' : `: ${end.map((part) => oneLineOf(String(part))).join('; ')}`}`,
    paint('dim', `${' '.repeat(21)}log ${logPath}`),
    ...(savedRef === null ? [] : [paint('dim', `${' '.repeat(21)}work saved as ${savedRef}`)]),
  ];
};
