/**
 * How the coordinator does as a whole (SPEC section 13).
 */
import type { HealthLevel } from '../model/metric.ts';
import type { TaskMemory } from '../model/task.ts';

/** More errors of worktrees than these, and something is wrong with the place itself. */
const mostWorktreeErrors = 10;

/** Ends that are older say nothing about how it does now. */
const dayMs = 86_400_000;

/** What the judgement rests on. */
export interface HealthSource {
  readonly tasks: readonly TaskMemory[];
  readonly worktreeErrorCount: number;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** `degraded`: worktrees fail; `warning`: within a day more tasks failed than were completed. */
export const healthOf = ({ tasks, worktreeErrorCount, nowMs }: HealthSource): HealthLevel => {
  if (worktreeErrorCount > mostWorktreeErrors) return 'degraded';
  const ended = tasks.filter(({ recorded }) => nowMs - recorded.sinceMs < dayMs);
  const count = (state: string): number => ended.filter(({ recorded }) => recorded.state === state).length;
  return count('failed') > count('completed') ? 'warning' : 'ok';
};
