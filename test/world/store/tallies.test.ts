import { expect, test } from 'vitest';
import type { TaskState } from '../../../src/model/task.ts';
import type { Store } from '../../../src/world/world.ts';
import { attempt, change, instant, task } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const hourMs = 3_600_000;

/** One attempt from its start to its end, `number` hours after the beginning. */
const live = (store: Store, number: number, to: TaskState): void => {
  const run = `run-1-${number}`;
  const startedAt = instant(number * hourMs);
  store.openAttempt({ ...attempt(1, number), startedAt });
  store.patchAttempt(run, { phase: 'running' });
  const endedAt = instant(number * hourMs + 60_000);
  const end = { kind: 'exited', exit: { code: 1, why: 'self', durationMs: null } } as const;
  store.patchAttempt(run, { phase: 'ended', endedAt, end });
  const judged = { run, patch: { result: 'exited 1', failure: 'error' } } as const;
  store.recordChange(change(1, 'running', to), endedAt, {}, judged);
};

const toRunning = (store: Store, atMs: number): void => {
  store.recordChange(change(1, 'queued', 'preparing'), instant(atMs));
  store.recordChange(change(1, 'preparing', 'running'), instant(atMs));
};

test('all that ever happened is counted, also after a restart and however it was read meanwhile', () => {
  const file = stateFile();
  const store = openWithTask(file);
  for (const number of [1, 2, 3]) {
    toRunning(store, number * hourMs);
    expect(store.readTallies(number * hourMs).attempts).toHaveLength(number - 1);
    live(store, number, number === 3 ? 'completed' : 'queued');
  }
  const tallies = store.readTallies(6 * hourMs);
  expect(tallies.changes).toContainEqual({ from: 'running', to: 'queued', count: 2 });
  expect(tallies.changes).toContainEqual({ from: null, to: 'queued', count: 1 });
  expect(tallies.attempts.map(({ outcome, durationMs }) => [outcome, durationMs])).toEqual(
    [1, 2, 3].map(() => ['error', 60_000]),
  );
  expect(tallies.completionsMs).toEqual([3 * hourMs + 60_000 - 5_000]);
  expect(tallies.taskCounts).toEqual(new Map([['completed', 1]]));
  store.close();
  expect(open(file).store.readTallies(0)).toEqual(tallies);
});

test('nothing is read anew before something was written', () => {
  const store = openWithTask();
  const first = store.readTallies(0);
  expect(store.readTallies(hourMs)).toBe(first);
  store.rememberTask(task(2), change(2, null, 'queued'), instant(6_000));
  expect(store.readTallies(hourMs).taskCounts).toEqual(new Map([['queued', 2]]));
});

test('an attempt that was judged late is counted as judged', () => {
  const store = openWithTask();
  toRunning(store, hourMs);
  store.openAttempt(attempt(1, 1));
  expect(store.readTallies(hourMs).attempts).toMatchObject([{ outcome: null, isLaunched: false }]);
  store.patchAttempt('run-1-1', { phase: 'running' });
  expect(store.readTallies(hourMs).attempts).toMatchObject([
    { outcome: null, isLaunched: true, durationMs: null },
  ]);
  const end = { kind: 'never-started', why: 'called off' } as const;
  store.patchAttempt('run-1-1', { phase: 'ended', endedAt: instant(2 * hourMs), end, result: 'called off' });
  expect(store.readTallies(2 * hourMs).attempts).toMatchObject([
    { outcome: 'never-started', isLaunched: false },
  ]);
});
