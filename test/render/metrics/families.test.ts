import { describe, expect, test } from 'vitest';
import { unknown } from '../../../src/model/seen.ts';
import { familiesOf } from '../../../src/render/metrics/families.ts';
import { metricsKeyOf, renderMetricsJson } from '../../../src/render/metrics/json.ts';
import { aTask } from '../../support/remembered.ts';
import { aSource } from './numbers.ts';

const shown = (given: Parameters<typeof aSource>[0] = {}) =>
  JSON.parse(
    renderMetricsJson({
      at: 'now',
      repository: 'acme/api',
      health: 'ok',
      families: familiesOf(aSource(given)),
    }),
  ).metrics;

/** Each of them has a few values, whatever is worked on. */
const labels =
  'state to outcome agent kind source route code result level breaker budget version action class'.split(' ');

test('names follow the conventions, and no label is one that grows', () => {
  const families = familiesOf(aSource());
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  for (const { name, kind, help, labelNames } of families) {
    expect(name).toMatch(/^coordinator_[a-z_]+[a-z]$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb)(_|$)/);
    expect(help).toMatch(/\w/);
    for (const label of labelNames) expect(labels).toContain(label);
  }
});

describe('what the numbers tell', () => {
  test('tasks, attempts and retries', () => {
    const metrics = shown();
    expect(metrics.coordinator_tasks).toMatchObject({ queued: 2, running: 1, completed: 901, zombie: 0 });
    expect(metrics.coordinator_workers_running).toBe(1);
    expect(metrics.coordinator_workers_launched_total).toBe(4);
    expect(metrics.coordinator_attempts_total).toMatchObject({
      completed: 1,
      error: 1,
      killed: 1,
      timeout: 0,
    });
    expect(metrics.coordinator_attempt_duration_seconds).toEqual({
      completed: { count: 1, sum: 50 },
      other: { count: 2, sum: 100 },
    });
    expect(metrics.coordinator_retries_total).toBe(3);
    expect(metrics.coordinator_task_duration_seconds).toEqual({ count: 2, sum: 150 });
    expect(metrics.coordinator_pull_requests_opened_total).toBe(3);
  });

  test('a cost that nobody told is counted as unknown, never as 0', () => {
    const metrics = shown();
    expect(metrics.coordinator_cost_usd_total).toEqual({ sample: { agent: 0.25 } });
    expect(metrics.coordinator_attempts_unknown_cost_total).toBe(2);
    expect(metrics.coordinator_tokens_total.sample).toMatchObject({
      input: 100,
      cache_read: 2000,
      output: 400,
    });
  });

  test('the oldest of each state that passes; ended tasks are not among them', () => {
    const oldest = shown().coordinator_task_oldest_state_timestamp_seconds;
    expect(Object.keys(oldest).toSorted()).toEqual(['queued', 'running']);
    expect(oldest.queued).toBe(oldest.running - 3000);
  });

  test('errors of worktrees are as memory has them; actions are counted by how they failed', () => {
    const metrics = shown();
    expect(metrics.coordinator_worktree_errors_total).toBe(14);
    expect(metrics.coordinator_worktree_cleanups_total).toBe(1);
    expect(shown().coordinator_action_failures_total).toEqual({
      'create-worktree': { transient: 2 },
      'remove-worktree': { permanent: 1 },
    });
  });

  test('what is not known has no value', () => {
    const nothing = unknown('the machine does not tell');
    const host = { freeDiskBytes: nothing, freeMemoryBytes: nothing, load: nothing };
    const metrics = shown({ host, limit: null });
    expect(metrics.coordinator_disk_free_bytes).toBe(null);
    expect(metrics.coordinator_github_rate_limit_remaining).toBe(null);
  });
});

test('a quiet world gives no reason to write: polls, requests, ticks, limits and the machine do not', () => {
  const source = aSource();
  const later = aSource({
    counts: {
      ...source.counts,
      requests: [{ route: 'GET /repos/{}/issues', code: '304', count: 41 }],
      polls: { whole: 41, broken: 1, lastWholeAtMs: 1 },
      ticks: { count: 8, totalMs: 160 },
    },
    limit: { limit: 5000, remaining: 3999, resetAtMs: 1 },
    isHeld: true,
    host: { ...source.host, freeDiskBytes: unknown('gone') },
  });
  expect(metricsKeyOf(familiesOf(later))).toBe(metricsKeyOf(familiesOf(source)));
  const busier = {
    ...source.memory,
    tasks: [...source.memory.tasks, aTask({ issue: 11, state: 'blocked' })],
  };
  expect(metricsKeyOf(familiesOf(aSource({ memory: busier })))).not.toBe(metricsKeyOf(familiesOf(source)));
});
