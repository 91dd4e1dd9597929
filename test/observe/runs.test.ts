import { expect, test } from 'vitest';
import type { RunSeen } from '../../src/model/attempt.ts';
import { BugError, TransientError } from '../../src/model/failures.ts';
import { createRunReader } from '../../src/observe/runs.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock, createHandProcesses, memoryOf } from './fakes.ts';

const run = '3fa2c1d0-aaaa';
const minuteMs = 60_000;

const watching = (first: RunSeen = live(null)) => {
  const clock = createHandClock();
  const runs = new Map<string, RunSeen | Error>([[run, first]]);
  const world = { clock, processes: createHandProcesses(runs) } as unknown as World;
  const reader = createRunReader(world);
  const memory = memoryOf(clock, { run });
  /** Looks every second for a while, as the daemon does, and says what the last look told. */
  const watchFor = (ms: number): number | undefined => {
    let silentMs = reader.readRuns(memory).silences.get(run);
    for (let passed = 0; passed < ms; passed += 1000) {
      clock.pass(1000);
      silentMs = reader.readRuns(memory).silences.get(run);
    }
    return silentMs;
  };
  return { clock, runs, reader, memory, watchFor };
};

const live = (lastOutputAtMs: number | null): RunSeen => ({ kind: 'live', workerPid: 4242, lastOutputAtMs });

test('silence grows while nothing is written, and ends with the next output', () => {
  const { runs, watchFor } = watching();
  expect(watchFor(5 * minuteMs)).toBe(5 * minuteMs);
  runs.set(run, live(1));
  expect(watchFor(0)).toBe(0);
  expect(watchFor(minuteMs)).toBe(minuteMs);
});

test.each([24 * 60 * minuteMs, -24 * 60 * minuteMs])(
  'a wall clock that jumps by %i ms is no silence',
  (jumpMs) => {
    const { clock, watchFor } = watching();
    watchFor(minuteMs);
    clock.jump(jumpMs);
    expect(watchFor(minuteMs)).toBe(2 * minuteMs);
  },
);

test('a gap in our own looking (SIGSTOP) says nothing about the worker', () => {
  const { clock, watchFor } = watching();
  watchFor(8 * minuteMs);
  clock.pass(60 * minuteMs);
  expect(watchFor(0)).toBe(0);
  expect(watchFor(minuteMs)).toBe(minuteMs);
});

test('a restart of the coordinator starts it anew, however old the last output is', () => {
  const { runs, watchFor } = watching(live(1));
  expect(watchFor(0)).toBe(0);
  runs.set(run, live(1));
  expect(watchFor(minuteMs)).toBe(minuteMs);
});

test('only a live run is silent', () => {
  const { runs, watchFor } = watching();
  watchFor(minuteMs);
  runs.set(run, { kind: 'draining', exit: { code: 0, why: 'self', durationMs: 1 }, runnerAlive: true });
  expect(watchFor(minuteMs)).toBe(0);
});

test('a look that failed does not begin silence anew', () => {
  const { runs, watchFor } = watching();
  watchFor(minuteMs);
  runs.set(run, new TransientError('input/output error'));
  expect(watchFor(2000)).toBe(undefined);
  runs.set(run, live(null));
  expect(watchFor(1000)).toBeGreaterThan(minuteMs);
});

test('ended attempts are not looked at', () => {
  const { clock, reader } = watching();
  expect(reader.readRuns(memoryOf(clock, { run, phase: 'ended' })).runs.size).toBe(0);
  expect([...reader.readRuns(memoryOf(clock, { run, phase: 'intent' })).runs]).toEqual([[run, live(null)]]);
});

test('a run that cannot be read is left out, never taken for dead; the others are seen', () => {
  const { clock, runs, reader } = watching();
  const memory = memoryOf(clock, { run }, { run: 'another-run' });
  runs.set('another-run', new TransientError('input/output error'));
  const { runs: seen, silences } = reader.readRuns(memory);
  expect([...seen]).toEqual([[run, live(null)]]);
  expect(silences.has('another-run')).toBe(false);
  runs.set('another-run', new BugError('not a run id'));
  expect(() => reader.readRuns(memory)).toThrow(BugError);
});
