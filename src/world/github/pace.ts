/**
 * The throttling plugin's queues for writes, with a pace of our own. The plugin's (one write a second, one notifying
 * write every three) are shared by the whole process: the demo and the tests must wait neither for them nor for each
 * other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ThrottlingOptions } from '@octokit/plugin-throttling';

type Group = NonNullable<ThrottlingOptions['write']>;

/** The one call the plugin makes on a queue: run `job` when its turn comes. */
const createQueue = (paceMs: number) => {
  let freeAtMs = 0;
  return {
    schedule: async (_options: unknown, job: (...args: unknown[]) => unknown, ...args: unknown[]) => {
      const nowMs = performance.now();
      const startAtMs = Math.max(nowMs, freeAtMs);
      freeAtMs = startAtMs + paceMs;
      if (startAtMs > nowMs) await sleep(startAtMs - nowMs);
      return job(...args);
    },
  };
};

const createGroup = (paceMs: number): Group => {
  const queue = createQueue(paceMs);
  // The plugin uses a Bottleneck group through `key(id).schedule(...)` only; a group of its own class is not needed.
  return { key: () => queue } as unknown as Group;
};

/** Queues that let one write go every `paceMs` milliseconds, for one client alone. */
export const createPace = (paceMs: number): { readonly write: Group; readonly notifications: Group } => ({
  write: createGroup(paceMs),
  notifications: createGroup(0),
});
