/** `coordinator history N`: every change of a task's state with its evidence, and its attempts. All times are UTC. */
import type { HistoryAnswer } from '../answers/history.ts';
import type { Attempt, AttemptEnd } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import { hanging, wrappedLine } from './hanging.ts';
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
  /** Columns; null = any: nothing is wrapped. */
  readonly width: number | null;
}

/** The answer as JSON: times ISO 8601 in UTC, paths absolute. Fields are added, never renamed. */
export const historyJsonOf = ({ task, changes }: Pick<History, 'task' | 'changes'>): HistoryAnswer => ({
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
    term: 'on request',
    kill: 'by SIGKILL, on request',
    ceiling: "at the runner's own limit",
  };
  return `exited ${end.exit.code} ${by[end.exit.why]}`;
};

type Look = Pick<History, 'paint' | 'width'>;

/** The answer for people, lines joined, without a line end at the end. */
export const renderHistory = ({ task, changes, paint, width }: History): string => {
  const look = { paint, width };
  return [
    ...hanging('', paint('bold', `${keyOf(task.issue)} ${oneLineOf(task.title)}`), { width, indent: 2 }),
    ...wrappedLine(
      paint('dim', `${oneLineOf(task.url)} · branch ${oneLineOf(task.branch)} · times in UTC`),
      width,
    ),
    ...(changes.length > 0 && changes[0]?.from !== null
      ? ['(what was before is not in the journal any more)']
      : []),
    ...changes.flatMap((change) => linesOfChange(change, look)),
    ...(task.attempts.length === 0 ? ['no attempt was made'] : ['', paint('bold', 'attempts')]),
    ...task.attempts.flatMap((attempt) => linesOfAttempt(attempt, look)),
  ].join('\n');
};

const stampOf = (atMs: number): string => `${dateOf(atMs)} ${timeOf(atMs)}`;

/** Columns before what a change rests on, and before the reason of a change. */
const noteIndent = 21;
const reasonIndent = 33;

const noteOf = (text: string, { paint, width }: Look): readonly string[] =>
  hanging(' '.repeat(noteIndent), text, { width, indent: noteIndent }).map((row) => paint('dim', row));

const linesOfChange = ({ to, reason, evidence, at }: Change, look: Look): readonly string[] => [
  ...hanging(`${stampOf(at.atMs)}  ${to.padEnd(10)}  `, oneLineOf(reason), {
    width: look.width,
    indent: reasonIndent,
  }),
  ...evidence
    .filter(({ text }) => text !== reason)
    .flatMap(({ kind, atMs, text }) => noteOf(`${kind} at ${stampOf(atMs)}: ${oneLineOf(text)}`, look)),
];

const linesOfAttempt = (attempt: Attempt, look: Look): readonly string[] => {
  const { number, run, agent, startedAt, endedAt, savedRef, logPath } = attempt;
  const tookMs = endedAt === null ? null : endedAt.atMs - startedAt.atMs;
  const ends = endsOf(attempt).map(oneLineOf);
  const took = tookMs === null ? attempt.phase : `took ${renderDuration(tookMs)}`;
  const text = `${workerOf(run)} ${oneLineOf(agent)}, ${took}${ends.length === 0 ? '' : `: ${ends.join('; ')}`}`;
  return [
    ...hanging(`${stampOf(startedAt.atMs)}  ${`attempt ${number}`.padEnd(10)}  `, text, {
      width: look.width,
      indent: reasonIndent,
    }),
    ...noteOf(`log ${logPath}`, look),
    ...(savedRef === null ? [] : noteOf(`work saved as ${savedRef}`, look)),
  ];
};

/** What came of it, how it ended and why it was asked to, each said once. */
const endsOf = ({ result, end, stop }: Attempt): readonly string[] => {
  const how = endTextOf(end);
  const isTold = stop !== null && result?.includes(stop.reason) === true;
  const asked = stop === null || isTold ? null : `asked to end (${stop.reason})`;
  const isPlain = result !== null && how?.startsWith(result) === true;
  return [isPlain ? null : result, how, asked].filter((part) => part !== null);
};
