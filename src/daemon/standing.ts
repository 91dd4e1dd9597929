import { type PaceSource, pollDelayMs, slowedBecause } from '../decide/poll-pace.ts';
import type { GitHubStanding } from '../model/github.ts';
import type { World } from '../world/world.ts';

/**
 * Remembers how we stand with GitHub's limits, for status. Only what changes with something is written: the time of the
 * reset moves, and the pace near a limit changes, although nothing happens.
 * @throws TransientError memory cannot be written.
 */
export const noteStanding = ({ store }: World, pace: PaceSource): void => {
  const next = { limit: pace.limit, pollIntervalMs: pollDelayMs(pace), slowedBecause: slowedBecause(pace) };
  if (signsOf(next) !== signsOf(store.readMemory().github)) store.patchGitHub(next);
};

type Told = Pick<GitHubStanding, 'limit' | 'pollIntervalMs' | 'slowedBecause'>;

const signsOf = ({ limit, pollIntervalMs, slowedBecause: because }: Told): string =>
  JSON.stringify([limit?.limit, limit?.remaining, because ?? pollIntervalMs]);
