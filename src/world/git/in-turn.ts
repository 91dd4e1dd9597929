import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../../model/failures.ts';
import type { Clone } from './clone.ts';

/** A `reset --hard` that outlived its killed `worktree add` is given so long to end. */
const BUSY_LIMIT_MS = 15_000;
const BUSY_POLL_MS = 50;

/**
 * Runs a task with the mutex held. While it answers `busy`, because a git that is not ours is at work, it is run
 * again in a moment, the mutex free in between.
 * @throws TransientError when that git does not end.
 */
export const inTurn = async <T>(clone: Clone, task: () => Promise<T | 'busy'>): Promise<T> => {
  const deadlineMs = performance.now() + BUSY_LIMIT_MS;
  for (;;) {
    const answer = await clone.alone.run(task);
    if (answer !== 'busy') return answer;
    if (performance.now() > deadlineMs) {
      throw new TransientError(`another git command is at work in ${clone.rootPath} and does not end`, {
        fix: 'Wait for it, or end it; it is tried again by itself.',
      });
    }
    await sleep(BUSY_POLL_MS);
  }
};
