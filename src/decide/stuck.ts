/**
 * What hangs: tasks past the deadline of their state, processes without a runner, troubles that repeat, worktrees that
 * cannot be read, requests that nobody answers. A state is late by its own deadline (deadlines.ts), never by a guess.
 */
import { isLive, type RunSeen } from '../model/attempt.ts';
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import type { Stuck } from '../model/stuck.ts';
import { isTerminal, type TaskMemory, type TaskState, type Trouble } from '../model/task.ts';
import { deadlineOf } from './deadlines.ts';
import { shortOf } from './progress.ts';
import { isMasterless } from './recover-controls.ts';

/** What was looked at. */
export interface StuckSource {
  readonly memory: Memory;
  readonly settings: Settings;
  readonly nowMs: number;
  /** A coordinator runs. */
  readonly isRunning: boolean;
  /** Of live attempts, as far as they could be read. */
  readonly runs: ReadonlyMap<RunId, RunSeen>;
  /** Runs that nobody remembers and that still have processes, with what is seen of them. */
  readonly strays: readonly { readonly run: RunId; readonly text: string }[];
  /** By issue: why git cannot read its worktree. */
  readonly unreadable: ReadonlyMap<number, string>;
}

/** How often an action must have failed to be told as one that repeats. */
const repeatCount = 3;

/** How long a coordinator that runs may leave a request without an answer, milliseconds. */
const answerMs = 60_000;

/** All findings, tasks by issue number first. */
export const stuckOf = (source: StuckSource): readonly Stuck[] => {
  const { memory, strays, unreadable } = source;
  return [
    ...memory.tasks.flatMap((task) => [
      ...zombieOf(task, source),
      ...lateOf(task, source),
      ...troublesOf(task)
        .filter(repeats)
        .map((trouble) => troubleOf(trouble, task.issue)),
    ]),
    ...memory.ownTroubles.filter(repeats).map((trouble) => troubleOf(trouble, null)),
    ...[...unreadable].map(([issue, why]) => ({
      kind: 'worktree' as const,
      issue,
      text: `git cannot read its worktree: ${why}`,
      sinceMs: null,
      fix: 'Look at it; coordinator recover diagnostics tells what is registered and locked.',
    })),
    ...strays.map(({ run, text }) => ({
      kind: 'zombie' as const,
      issue: null,
      text: `worker ${workerOf(run)} of a memory that was lost: ${text}`,
      sinceMs: null,
      fix: 'The coordinator waits for it; end it by hand if it should not go on.',
    })),
    ...requestsOf(source),
  ];
};

const zombieOf = (task: TaskMemory, { runs }: StuckSource): readonly Stuck[] => {
  const attempt = task.attempts.at(-1);
  const run = attempt === undefined ? undefined : runs.get(attempt.run);
  const isZombie = task.recorded.state === 'zombie' || (run !== undefined && isMasterless(run));
  if (attempt === undefined || !isLive(attempt) || !isZombie) return [];
  const pids = run?.kind === 'orphaned' ? `, pids ${run.pids.join(', ')}` : '';
  return [
    {
      kind: 'zombie',
      issue: task.issue,
      text: `worker ${workerOf(attempt.run)} has no runner any more${pids}`,
      sinceMs: task.recorded.state === 'zombie' ? task.recorded.sinceMs : null,
      fix: `coordinator recover kill-zombie ${task.issue}`,
    },
  ];
};

const lateOf = (task: TaskMemory, { settings, nowMs, isRunning }: StuckSource): readonly Stuck[] => {
  const deadline = deadlineOf(task, settings);
  if (deadline === null || deadline.afterMs === null) return [];
  const { sinceMs, afterMs, waitsFor } = deadline;
  if (nowMs - sinceMs <= afterMs) return [];
  const { state } = task.recorded;
  const text = `${state} for more than ${shortOf(afterMs)}: waits for ${waitsFor}${isRunning ? '' : ' (no coordinator runs)'}`;
  const fix = isRunning ? fixOf(state, task.issue) : 'coordinator run';
  return [{ kind: 'late', issue: task.issue, text, sinceMs, fix }];
};

const fixOf = (state: TaskState, issue: number): string => {
  const look = `coordinator explain ${issue}`;
  if (state === 'running' || state === 'timing_out' || state === 'stopping')
    return `${look}, coordinator kill ${issue}`;
  return state === 'zombie'
    ? `coordinator recover kill-zombie ${issue}`
    : `${look}, coordinator recover reset ${issue}`;
};

/** Of one that is over, and whose issue is closed or has lost its label, nothing is to be mended. */
const troublesOf = ({ recorded, labelGone, troubles }: TaskMemory): readonly Trouble[] =>
  isTerminal(recorded.state) && labelGone ? [] : troubles;

const repeats = ({ class: kind, tries }: Trouble): boolean => kind === 'permanent' || tries >= repeatCount;

const troubleOf = (
  { action, class: kind, tries, message, fix, at }: Trouble,
  issue: number | null,
): Stuck => ({
  kind: 'trouble',
  issue,
  text: `${action} failed ${kind === 'permanent' ? 'for good' : `${tries} times`}: ${message}`,
  sinceMs: at.atMs,
  fix: fix ?? (issue === null ? 'coordinator recover diagnostics' : `coordinator explain ${issue}`),
});

/** One that waits for a worker to end is under way. */
const requestsOf = ({ memory, nowMs, isRunning }: StuckSource): readonly Stuck[] =>
  memory.controls
    .filter(({ at, kind }) => !isRunning || (kind !== 'reset-by-force' && nowMs - at.atMs > answerMs))
    .map(({ kind, issue, at }) => ({
      kind: 'request',
      issue,
      text: isRunning
        ? `${kind} of ${keyOf(issue)} is not answered by the coordinator that runs`
        : `${kind} of ${keyOf(issue)} waits for the next start`,
      sinceMs: at.atMs,
      fix: isRunning ? 'coordinator recover diagnostics' : 'coordinator run',
    }));
