import { expect, test } from 'vitest';
import { emptyMemory } from '../../src/model/snapshot.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { renderRollingSummary } from '../../src/render/rolling-summary.ts';
import { anAttempt, aTask, aTaskWith, at } from '../support/remembered.ts';

const linesOf = (tasks: readonly TaskMemory[], given: { maxLines?: number; width?: number } = {}) =>
  renderRollingSummary({
    memory: { ...emptyMemory, tasks },
    nowMs: at(0).atMs,
    attemptLimit: 3,
    maxLines: 10,
    width: 80,
    ...given,
  });

const queued = (issue: number): TaskMemory => aTask({ issue, since: at(-60 * issue) });

test('how many of what, then each task that is not over, those that want a person first', () => {
  const running = aTaskWith(anAttempt({ issue: 3, number: 2 }), { since: at(-720) });
  const waiting = aTask({ issue: 2, since: at(-90), hold: 'waits for gh-3' });
  const tasks = [
    running,
    waiting,
    aTask({ issue: 1, state: 'completed' }),
    aTask({ issue: 4, state: 'blocked' }),
  ];
  expect(linesOf(tasks)).toEqual([
    '1 blocked, 1 running, 1 queued, 1 completed',
    '  gh-4 blocked for 10m: Title 4',
    '  gh-3 running for 12m, attempt 1 of 3: Title 3',
    '  gh-2 queued for 1m 30s (waits for gh-3): Title 2',
  ]);
});

test('nothing is said while nothing is left to do', () => {
  expect(linesOf([])).toEqual([]);
  expect(linesOf([aTask({ state: 'completed' }), aTask({ issue: 8, state: 'failed' })])).toEqual([]);
});

test('never more lines than allowed; the last one says how many tasks were left out', () => {
  const tasks = [1, 2, 3, 4, 5].map(queued);
  expect(linesOf(tasks, { maxLines: 6 })).toHaveLength(6);
  expect(linesOf(tasks, { maxLines: 5 })).toHaveLength(5);
  expect(linesOf(tasks, { maxLines: 5 }).at(-1)).toBe('  and 2 more: coordinator status');
  expect(linesOf(tasks, { maxLines: 2 })).toEqual(['5 queued', '  and 5 more: coordinator status']);
  expect(linesOf(tasks, { maxLines: 1 })).toEqual(['5 queued']);
});

test('a title cannot break out of its line', () => {
  const [, line = ''] = linesOf([aTask({ title: `a\nb\u001b[31m${'x'.repeat(200)}` })], { width: 60 });
  expect(line).toMatch(/^ {2}gh-7 queued for 10m: a bx+…$/);
  expect(line).toHaveLength(60);
});
