/**
 * What `run` says from time to time on a terminal: how much goes on, and which tasks.
 */
import { isLive } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import { outcomeWordOf } from '../model/rejected.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory, type TaskState } from '../model/task.ts';
import { attemptCountOf } from '../model/tries.ts';
import { renderDuration } from './duration.ts';
import { cutText, oneLineOf } from './plain-text.ts';

/** What the lines are made of. */
export interface SummarySource {
  readonly memory: Memory;
  readonly nowMs: number;
  /** `workers.attempts`. */
  readonly attemptLimit: number;
  /** At least 1. */
  readonly maxLines: number;
  /** Columns there are for each. */
  readonly width: number;
}

/** States as they are counted, those that want a person first. */
const counted: readonly (TaskState | 'rejected')[] = [
  'zombie',
  'blocked',
  'running',
  'preparing',
  'stopping',
  'timing_out',
  'queued',
  'completed',
  'rejected',
  'failed',
];

/** `2 running, 1 queued, 5 completed`, then a line for each task that is not over; empty while none is. */
export const renderRollingSummary = (source: SummarySource): readonly string[] => {
  const { maxLines, width } = source;
  const { tasks } = source.memory;
  const open = tasks.filter(({ recorded }) => !isTerminal(recorded.state)).toSorted(byState);
  if (open.length === 0) return [];
  const shownCount = open.length < maxLines ? open.length : Math.max(0, maxLines - 2);
  const rows = open.slice(0, shownCount).map((task) => rowOf(task, source));
  const leftOut = open.length - shownCount;
  const more = leftOut > 0 && maxLines > 1 ? [`  and ${leftOut} more: coordinator status`] : [];
  return [headOf(tasks), ...rows, ...more].map((line) => cutText(line, width));
};

const byState = (one: TaskMemory, other: TaskMemory): number =>
  counted.indexOf(one.recorded.state) - counted.indexOf(other.recorded.state) || one.issue - other.issue;

const headOf = (tasks: readonly TaskMemory[]): string =>
  counted
    .map((state) => ({ state, count: tasks.filter((task) => outcomeWordOf(task) === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(', ');

const rowOf = (task: TaskMemory, { nowMs, attemptLimit }: SummarySource): string => {
  const { recorded, attempts, hold, title, issue } = task;
  const live = attempts.find(isLive);
  const attempt = live === undefined ? '' : `, attempt ${attemptCountOf(task)} of ${attemptLimit}`;
  const why = recorded.state === 'queued' && hold !== null ? ` (${hold})` : '';
  const since = renderDuration(nowMs - recorded.sinceMs);
  return `  ${oneLineOf(`${keyOf(issue)} ${recorded.state} for ${since}${attempt}${why}: ${title}`)}`;
};
