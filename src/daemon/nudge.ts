import type { Instant } from '../model/instant.ts';
import { elapsedMs } from '../model/instant.ts';
import type { World } from '../world/world.ts';

export interface NudgeSource {
  readonly world: World;
  /** Polls soon. */
  readonly hint: () => void;
  /** Near a limit polls come as the limit allows, whoever asks for more. */
  readonly isSlowed: () => boolean;
}

/** However many deliveries come: one poll in so long. What comes in between leads to one more. */
const gapMs = 5000;

/** Turns what GitHub delivers into hints. */
export const createNudge = ({ world, hint, isSlowed }: NudgeSource): (() => void) => {
  const { clock } = world;
  let last: Instant | null = null;
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    const waitMs = last === null ? 0 : Math.max(0, gapMs - elapsedMs(last, clock.now()));
    clock.after(waitMs, () => {
      isWaiting = false;
      last = clock.now();
      if (!isSlowed()) hint();
    });
  };
};
