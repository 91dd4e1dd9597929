/**
 * Time as the simulation wants it: the machine's uptime, a wall clock that may be wrong, and the true time that GitHub
 * goes by.
 */
import type { Instant } from '../../src/model/instant.ts';
import type { Clock } from '../../src/world/world.ts';

const epochMs = Date.UTC(2026, 10, 20, 12);

export interface FakeClock {
  readonly clock: Clock;
  now(): Instant;
  /** True time in whole seconds, as GitHub tells it; epoch milliseconds. */
  trueMs(): number;
  /** True when the wall clock was ever off: it then tells nothing about GitHub's times. */
  wasWrong(): boolean;
  /** Time passes; timers that are due run. */
  advance(ms: number): void;
  /** The machine sleeps: all clocks of the world go on, its own time awake and its timers do not. */
  sleep(ms: number): void;
  /** Somebody sets the wall clock. */
  jump(ms: number): void;
  /** A new boot; nothing that waited for a timer is left. */
  reboot(): void;
}

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export const createFakeClock = (): FakeClock => {
  let passedMs = 0;
  let wrongMs = 0;
  let asleepMs = 0;
  let wasWrong = false;
  let bootedAtMs = -3_600_000;
  let bootCount = 1;
  let runCount = 0;
  let timers: Timer[] = [];
  const now = (): Instant => ({
    atMs: epochMs + passedMs + asleepMs + wrongMs,
    uptimeMs: passedMs - bootedAtMs,
    boot: `boot-${bootCount}`,
  });
  const runDue = (): void => {
    const due = timers.filter(({ atMs }) => atMs <= passedMs);
    timers = timers.filter(({ atMs }) => atMs > passedMs);
    for (const { run } of due) run();
  };
  return {
    now,
    clock: {
      now,
      after: (delayMs, run) => {
        const timer = { atMs: passedMs + delayMs, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
      newRunId: () => {
        runCount += 1;
        const start = (Math.imul(runCount, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
        return `${start}-0000-4000-8000-${String(runCount).padStart(12, '0')}`;
      },
    },
    trueMs: () => Math.floor((epochMs + passedMs + asleepMs) / 1000) * 1000,
    wasWrong: () => wasWrong,
    advance: (ms) => {
      passedMs += ms;
      runDue();
    },
    sleep: (ms) => {
      asleepMs += ms;
    },
    jump: (ms) => {
      wrongMs += ms;
      wasWrong = true;
    },
    reboot: () => {
      passedMs += 45_000;
      bootedAtMs = passedMs - 15_000;
      bootCount += 1;
      timers = [];
    },
  };
};
