/**
 * What killed gits and deleted directories have left in git's own directory: looked for at the start and once an hour.
 */
import { TransientError } from '../model/failures.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { Site } from '../model/site.ts';
import type { World } from '../world/world.ts';

/** Issues that there is something to mend about; none where it is not time to look. */
export type MendableReader = () => Promise<readonly number[]>;

const lookAgainMs = 3_600_000;

/** What cannot be read is looked for the next time: nothing waits for it. */
export const createMendableReader = ({ git, clock }: World, { treesPath }: Site): MendableReader => {
  let lookedAt: Instant | null = null;
  return async () => {
    const now = clock.now();
    if (lookedAt !== null && elapsedMs(lookedAt, now) < lookAgainMs) return [];
    lookedAt = now;
    try {
      return await git.readMendable(treesPath);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      return [];
    }
  };
};
