import { expect, test } from 'vitest';
import { healthOf } from '../../src/decide/health.ts';
import type { TaskState } from '../../src/model/task.ts';
import { aTask, at } from '../support/remembered.ts';

const health = (states: readonly TaskState[], worktreeErrorCount = 0, hours = 1) =>
  healthOf({
    tasks: states.map((state, index) => aTask({ issue: index + 1, state, since: at(-3600 * hours) })),
    worktreeErrorCount,
    nowMs: at(0).atMs,
  });

test('more failures than completions within a day are a warning', () => {
  expect(health([])).toBe('ok');
  expect(health(['failed', 'completed'])).toBe('ok');
  expect(health(['failed', 'failed', 'completed', 'running'])).toBe('warning');
  expect(health(['failed', 'failed'], 0, 25)).toBe('ok');
});

test('more than ten errors of worktrees outweigh the rest', () => {
  expect(health(['completed'], 10)).toBe('ok');
  expect(health(['completed'], 11)).toBe('degraded');
  expect(health(['failed'], 11)).toBe('degraded');
});
