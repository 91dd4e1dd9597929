import { expect, test } from 'vitest';
import { createCounts } from '../../src/daemon/counts.ts';
import { createHandClock } from './hand-clock.ts';

test('each thing is counted where it belongs; what was skipped is not', () => {
  const clock = createHandClock();
  const counts = createCounts(clock);
  const { atMs } = clock.now();
  clock.pass(1000);
  counts.acted('create-worktree', { kind: 'done' });
  counts.acted('create-worktree', { kind: 'failed', class: 'transient', error: new Error('busy') });
  counts.acted('create-worktree', { kind: 'failed', class: 'transient', error: new Error('busy') });
  counts.acted('push-branch', { kind: 'skipped', why: 'done already' });
  counts.requested({ route: 'GET /repos/{}/issues', code: '304' });
  counts.requested({ route: 'GET /repos/{}/issues', code: '304' });
  counts.polled(true);
  clock.pass(500);
  counts.polled(false);
  counts.tickBegan();
  clock.pass(20);
  expect(counts.readTickMs()).toBe(20);
  counts.tickEnded(20);
  expect(counts.readTickMs()).toBe(0);
  expect(counts.readActionCount()).toBe(3);
  expect(counts.read()).toEqual({
    startedAtMs: atMs,
    actions: [
      { action: 'create-worktree', outcome: 'done', count: 1 },
      { action: 'create-worktree', outcome: 'transient', count: 2 },
    ],
    requests: [{ route: 'GET /repos/{}/issues', code: '304', count: 2 }],
    polls: { whole: 1, broken: 1, lastWholeAtMs: atMs + 1000 },
    ticks: { count: 1, totalMs: 20 },
  });
});
