import { expect, test } from 'vitest';
import { healthOf } from '../../src/decide/health.ts';
import type { TaskState } from '../../src/model/task.ts';
import { noWorktreeErrors, type WorktreeCare } from '../../src/model/worktree-care.ts';
import { aTask, at } from '../support/remembered.ts';

const health = (states: readonly TaskState[], care: Partial<WorktreeCare> = {}, hours = 1) =>
  healthOf(
    {
      tasks: states.map((state, index) => aTask({ issue: index + 1, state, since: at(-3600 * hours) })),
      worktreeCare: { ...noWorktreeErrors, ...care },
    },
    at(0),
  );

test('more failures than completions within a day are a warning', () => {
  expect(health([])).toBe('ok');
  expect(health(['failed', 'completed'])).toBe('ok');
  expect(health(['failed', 'failed', 'completed', 'running'])).toBe('warning');
  expect(health(['failed', 'failed'], {}, 25)).toBe('ok');
});

test('more than ten errors of worktrees since the last clean-up outweigh the rest', () => {
  expect(health(['completed'], { newErrorCount: 10, errorCount: 90 })).toBe('ok');
  expect(health(['completed'], { newErrorCount: 11 })).toBe('degraded');
  expect(health(['failed'], { newErrorCount: 11 })).toBe('degraded');
});

test('after a clean-up it is degraded until a worktree is made, or for an hour', () => {
  expect(health([], { cleanedAt: at(-60), cleanUpCount: 1 })).toBe('degraded');
  expect(health([], { cleanedAt: at(-3601), cleanUpCount: 1 })).toBe('ok');
  expect(health([], { cleanedAt: null, cleanUpCount: 1 })).toBe('ok');
});
