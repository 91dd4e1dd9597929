import { expect, test } from 'vitest';
import { startSummaries } from '../../src/commands/rolling-summary.ts';
import { TransientError } from '../../src/model/failures.ts';
import { emptyMemory, type Memory } from '../../src/model/snapshot.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock } from '../daemon/hand-clock.ts';
import { aTask } from '../support/remembered.ts';

const started = (intervalMs: number) => {
  const clock = createHandClock();
  const said: string[] = [];
  const state: { memory: Memory | Error } = { memory: emptyMemory };
  const readMemory = (): Memory => {
    if (state.memory instanceof Error) throw state.memory;
    return state.memory;
  };
  const world = { clock, store: { readMemory } } as unknown as World;
  const say = (line: string): void => void said.push(line.replace(/^\d\d:\d\d:\d\d {2}status +/, ''));
  const stop = startSummaries(world, { intervalMs, maxLines: 1, width: 80, say, readAttemptLimit: () => 3 });
  return { clock, said, state, stop };
};

test('every interval while there is something to say, and never the same twice', () => {
  const { clock, said, state, stop } = started(60_000);
  clock.pass(60_000);
  expect(said).toEqual([]);
  state.memory = { ...emptyMemory, tasks: [aTask()] };
  clock.pass(60_000);
  state.memory = new TransientError('the disk is full');
  clock.pass(60_000);
  state.memory = { ...emptyMemory, tasks: [aTask()] };
  clock.pass(120_000);
  expect(said).toEqual(['1 queued']);
  state.memory = { ...emptyMemory, tasks: [aTask(), aTask({ issue: 8 })] };
  clock.pass(60_000);
  expect(said).toEqual(['1 queued', '2 queued']);
  stop();
  expect(clock.waiting()).toEqual([]);
});

test('with an interval of 0 there is not even a timer', () => {
  expect(started(0).clock.waiting()).toEqual([]);
});
