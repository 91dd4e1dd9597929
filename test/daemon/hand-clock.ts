/**
 * A clock whose timers ring when the test lets time pass.
 */
import type { Clock } from '../../src/world/world.ts';

export interface HandClock extends Clock {
  /** Lets time pass; timers that come due ring in order. */
  pass(ms: number): void;
  /** Milliseconds until each timer rings. */
  waiting(): readonly number[];
}

export const createHandClock = (): HandClock => {
  let nowMs = 1_800_000_000_000;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const nextUntil = (limitMs: number) =>
    [...timers].filter(({ atMs }) => atMs <= limitMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  return {
    now: () => ({ atMs: nowMs, uptimeMs: nowMs, boot: 'boot-1' }),
    newRunId: () => crypto.randomUUID(),
    after: (delayMs, run) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass: (ms) => {
      const limitMs = nowMs + ms;
      for (let timer = nextUntil(limitMs); timer !== undefined; timer = nextUntil(limitMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.run();
      }
      nowMs = limitMs;
    },
    waiting: () => [...timers].map(({ atMs }) => atMs - nowMs),
  };
};
