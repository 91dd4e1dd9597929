/**
 * How long a state may last, what is waited for in it, and where it leads then. The decisions themselves keep these
 * times; here they are told, and compared with what is remembered (stuck.ts).
 */
import { isLive } from '../model/attempt.ts';
import type { Settings } from '../model/settings.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';

/** Of a state that is not terminal. */
export interface Deadline {
  /** Counted from `sinceMs`; null = only a person, or what `waitsFor` names, ends it. */
  readonly afterMs: number | null;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly waitsFor: string;
  /** The states it leads to; the first is the usual one. */
  readonly next: readonly TaskState[];
}

/** The next tick comes within a second; so much is given to a machine that is busy, milliseconds. */
const soonMs = 2 * 60_000;

/** A checkout of a large repository; git itself is ended after five minutes without a word. */
const preparingMs = 30 * 60_000;

/** What is told by GitHub and git of an ended worker is there long before. */
const verdictMs = 10 * 60_000;

/** How long a silent runner and git may take beside the grace (decide/ending.ts). */
const takingDownMs = 2 * 60_000;

/** Null for a terminal state: nothing more happens by itself. */
export const deadlineOf = (task: TaskMemory, { workers }: Settings): Deadline | null => {
  const { state, sinceMs } = task.recorded;
  const ends = { sinceMs, next: ['queued', 'failed', 'completed'] } as const;
  switch (state) {
    case 'queued':
      return queuedDeadline(task);
    case 'preparing':
      return {
        sinceMs,
        afterMs: preparingMs,
        waitsFor: 'its worktree and its worker',
        next: ['running', 'queued', 'failed'],
      };
    case 'running':
      return runningDeadline(task, workers);
    case 'timing_out':
      return {
        ...ends,
        afterMs: workers.graceMs + takingDownMs,
        waitsFor: 'the processes of its worker to end',
      };
    case 'stopping':
      return {
        sinceMs,
        afterMs: workers.graceMs + takingDownMs,
        waitsFor: 'the processes of its worker to end, and its work to be saved',
        next: ['stopped', 'cancelled'],
      };
    case 'zombie':
      return { ...ends, afterMs: workers.phantomGraceMs, waitsFor: 'what is left of its worker to be ended' };
    case 'blocked':
      return { sinceMs, afterMs: null, waitsFor: 'a person', next: ['queued', 'cancelled'] };
    default:
      return null;
  }
};

/** A reason to wait that is told bounds it: a pause, a blocker, a slot. Without one it starts with the next tick. */
const queuedDeadline = ({ recorded: { sinceMs }, hold, notBefore }: TaskMemory): Deadline => {
  const next: readonly TaskState[] = ['preparing', 'cancelled'];
  if (hold !== null && notBefore === null) return { sinceMs, afterMs: null, waitsFor: hold, next };
  const fromMs = notBefore === null ? sinceMs : notBefore.from.atMs;
  const afterMs = (notBefore?.waitMs ?? 0) + soonMs;
  const isTry = hold === null || hold.startsWith('next try at');
  return { sinceMs: fromMs, afterMs: isTry ? afterMs : null, waitsFor: hold ?? 'its turn', next };
};

const runningDeadline = (task: TaskMemory, workers: Settings['workers']): Deadline => {
  const attempt = task.attempts.at(-1);
  const { sinceMs } = task.recorded;
  if (attempt !== undefined && isLive(attempt)) {
    const limitMs = attempt.timeoutMs ?? workers.timeoutMs;
    const afterMs = limitMs * (1 + workers.maxExtensions) + soonMs;
    const next: readonly TaskState[] = ['timing_out', 'completed', 'queued', 'failed', 'blocked'];
    return { sinceMs: attempt.startedAt.atMs, afterMs, waitsFor: 'its worker to end', next };
  }
  return {
    sinceMs: attempt?.endedAt?.atMs ?? sinceMs,
    afterMs: verdictMs,
    waitsFor: task.hold ?? 'GitHub and git to tell what its worker has left',
    next: ['completed', 'queued', 'failed', 'blocked'],
  };
};
