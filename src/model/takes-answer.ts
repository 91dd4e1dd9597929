/**
 * When a comment answers a task's question.
 */
import type { TaskMemory } from './task.ts';

const secondOf = (atMs: number): number => Math.floor(atMs / 1000);

/** True when a comment of that time (GitHub's, whole seconds) may answer the task's question. */
export const takesAnswer = (task: TaskMemory, atMs: number): boolean => {
  const { state, sinceMs } = task.recorded;
  if (state === 'blocked') return task.question !== null && secondOf(atMs) >= secondOf(sinceMs);
  // Another answer before the next start: the worker gets both.
  const isAnswered = task.answers.at(-1)?.round === task.round;
  const hasBegun = task.attempts.some(({ round }) => round === task.round);
  return (state === 'queued' || state === 'preparing') && isAnswered && !hasBegun;
};
