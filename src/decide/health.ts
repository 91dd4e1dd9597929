/**
 * How the coordinator does as a whole (SPEC section 13).
 */
import type { Instant } from '../model/instant.ts';
import type { HealthLevel } from '../model/metric.ts';
import type { Memory } from '../model/snapshot.ts';
import { areWorktreesFailing } from '../model/worktree-care.ts';

/** Ends that are older say nothing about how it does now. */
const dayMs = 86_400_000;

/** `degraded`: worktrees fail; `warning`: within a day more tasks failed than were completed. */
export const healthOf = (
  { tasks, worktreeCare }: Pick<Memory, 'tasks' | 'worktreeCare'>,
  now: Instant,
): HealthLevel => {
  if (areWorktreesFailing(worktreeCare, now)) return 'degraded';
  const ended = tasks.filter(({ recorded }) => now.atMs - recorded.sinceMs < dayMs);
  const count = (state: string): number => ended.filter(({ recorded }) => recorded.state === state).length;
  return count('failed') > count('completed') ? 'warning' : 'ok';
};
