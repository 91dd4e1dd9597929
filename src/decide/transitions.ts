/**
 * Which change of state may happen at all (SPEC section 2; docs/decisions/0003-states.md says where this adds to it).
 */
import type { TaskState } from '../model/task.ts';

const judgedEnds: readonly TaskState[] = ['completed', 'queued', 'failed', 'blocked', 'cancelled'];

const allowed: Readonly<Record<TaskState | 'new', readonly TaskState[]>> = {
  new: ['queued', 'completed'],
  queued: ['preparing', 'blocked', 'completed', 'cancelled'],
  preparing: ['running', 'queued', 'completed', 'failed', 'cancelled'],
  running: [...judgedEnds, 'timing_out', 'stopping', 'zombie'],
  timing_out: [...judgedEnds, 'stopping', 'zombie'],
  stopping: ['stopped', 'cancelled', 'zombie'],
  zombie: [...judgedEnds, 'stopping'],
  blocked: ['queued', 'completed', 'cancelled'],
  completed: ['queued'],
  failed: ['queued'],
  stopped: ['queued', 'completed'],
  cancelled: ['queued'],
};

/** True when the change is one of the listed ones; `from` null = the task is new. */
export const isAllowed = (from: TaskState | null, to: TaskState): boolean =>
  allowed[from ?? 'new'].includes(to);

/** States that a task of a lost memory may be found in; the passing ones are taken up by way of these. */
export type RebuiltState = Exclude<TaskState, 'preparing' | 'timing_out' | 'zombie'>;

/** True when a task may enter memory in this state because its memory was lost. */
export const isRebuildable = (to: TaskState): to is RebuiltState =>
  to !== 'preparing' && to !== 'timing_out' && to !== 'zombie';

/** Every allowed pair, for tests and documents. */
export const allowedChanges = (): readonly (readonly [TaskState | 'new', TaskState])[] =>
  Object.entries(allowed).flatMap(([from, tos]) => tos.map((to) => [from as TaskState | 'new', to] as const));
