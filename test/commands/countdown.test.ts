import { expect, it } from 'vitest';
import { startCountdown } from '../../src/commands/countdown.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock } from '../daemon/hand-clock.ts';

const counted = (leftMs: number, isTerminal: boolean) => {
  const clock = createHandClock();
  const told: string[] = [];
  const narrator = {
    tell: ({ word, text }: { word: string; text: string }) => void told.push(`${word} ${text}`),
  };
  const startAtMs = clock.now().atMs + leftMs;
  let startedAtMs: number | null = null;
  const onStart = (): void => {
    startedAtMs = clock.now().atMs - startAtMs;
  };
  const stop = startCountdown({ clock, narrator } as unknown as World, {
    startAtMs,
    isTerminal,
    utcOffsetMs: 0,
    onStart,
  });
  return { clock, stop, told: () => told.splice(0), startedAtMs: () => startedAtMs };
};

it('a terminal hears how long it is, in steps that grow shorter', () => {
  const { clock, told, startedAtMs } = counted(2.5 * 3_600_000, true);
  expect(told()).toEqual(['waits nothing starts before 10:30, in 2h 30m']);
  clock.pass(3_600_000);
  expect(told()).toEqual(['waits 2h to the first start']);
  clock.pass(3_600_000);
  expect(told()).toEqual(['waits 1h to the first start', 'waits 30m to the first start']);
  clock.pass(1_799_000);
  expect(told()).toEqual([
    'waits 10m to the first start',
    'waits 5m to the first start',
    'waits 1m to the first start',
    'waits 30s to the first start',
    'waits 10s to the first start',
  ]);
  expect(startedAtMs()).toBeNull();
  clock.pass(1100);
  expect(told()).toEqual(['starts the time has come: new work may begin']);
  expect(startedAtMs()).toBeLessThan(100);
  expect(clock.waiting()).toEqual([]);
});

it('a log hears the first word and the last; one that is stopped says nothing more', () => {
  const { clock, told } = counted(7_200_000, false);
  clock.pass(7_300_000);
  expect(told()).toHaveLength(2);
  const other = counted(60_000, true);
  other.stop();
  other.told();
  other.clock.pass(120_000);
  expect(other.told()).toEqual([]);
  expect(other.startedAtMs()).toBeNull();
});
