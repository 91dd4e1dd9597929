import type { Instant } from '../model/instant.ts';
import type { World } from '../world/world.ts';

/** A wall clock that moved this much against the time awake was set, or the machine slept. */
const gapMs = 60_000;

/** Says once of each gap that it was seen and counts for no limit; to be told the present at every tick. */
export const createGapTeller = ({ narrator }: World): ((now: Instant) => void) => {
  let last: Instant | null = null;
  return (now) => {
    const before = last;
    last = now;
    if (before === null || before.boot !== now.boot) return;
    const ms = now.atMs - before.atMs - (now.uptimeMs - before.uptimeMs);
    if (Math.abs(ms) < gapMs) return;
    const minutes = `${Math.round(Math.abs(ms) / 60_000)} min`;
    const what =
      ms > 0
        ? `the machine slept for ${minutes}, or its clock was set ahead`
        : `the clock was set back by ${minutes}`;
    narrator.tell({
      atMs: now.atMs,
      subject: 'coordinator',
      word: 'time',
      text: `${what}; no limit counts that`,
    });
  };
};
