import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GitHubStanding } from '../../src/model/github.ts';
import type { TaskState } from '../../src/model/task.ts';
import { type CoordinatorFacts, statusJsonOf } from '../../src/render/status-json.ts';
import { hostileText } from './hostile-text.ts';
import { atMs, attemptOf, memoryOf, noMoney, taskOf } from './tasks.ts';

const facts: CoordinatorFacts = {
  running: true,
  pid: 8123,
  sinceMs: atMs,
  repository: 'acme/api',
  attemptLimit: 3,
  maxWorkers: 3,
  nowMs: atMs,
  breakers: [],
  supervision: new Map(),
  money: noMoney,
};

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../schemas/status.schema.json', import.meta.url), 'utf8')),
);

describe('statusJsonOf', () => {
  it('says of a running task what a limit was put off for', () => {
    const text = 'extended 1 of 3: 2 commits since 14:08 UTC';
    const extended = { at: { atMs, uptimeMs: 1, boot: 'boot-1' }, addedTimeouts: 0, text };
    const given = { attempts: [attemptOf({ extensions: 1, extended })] };
    const recorded = { state: 'running', reason: 'attempt 1', sinceMs: atMs, evidence: [] } as const;
    const taskIn = (state: 'running' | 'failed') =>
      statusJsonOf(memoryOf([taskOf(42, { ...given, recorded: { ...recorded, state } })]), facts).tasks[0];
    expect(taskIn('running')).toMatchObject({
      reason: `attempt 1, ${text}`,
      evidence: [{ kind: 'time', at: '2026-11-20T14:18:02.000Z', text }],
    });
    expect(taskIn('failed')).toMatchObject({ reason: 'attempt 1', evidence: [] });
  });

  it('says of a waiting task where those that it waits for stand', () => {
    const queued = { state: 'queued', reason: 'seen', sinceMs: atMs, evidence: [] } as const;
    const waiting = taskOf(42, {
      recorded: queued,
      hold: 'waiting for gh-7 (blocked by), gh-8 (sub-issue)',
    });
    const memory = memoryOf([waiting, taskOf(7, { recorded: { ...queued, state: 'running' } })]);
    const json = statusJsonOf(memory, facts);
    expect(schema.safeParse(json).error).toBeUndefined();
    expect(json.tasks[1]).toMatchObject({ issue: 42, waitsFor: [{ key: 'gh-7', state: 'running' }] });
  });

  it('says that starts are held back, by whom and until when', () => {
    const pause = {
      by: null,
      reason: 'lunch',
      at: { atMs, uptimeMs: 1, boot: 'boot-1' },
      untilMs: atMs + 1000,
    };
    const json = statusJsonOf({ ...memoryOf([]), pause }, facts);
    expect(schema.safeParse(json).error).toBeUndefined();
    const [since, until] = ['2026-11-20T14:18:02.000Z', '2026-11-20T14:18:03.000Z'];
    expect(json.coordinator.paused).toEqual({ by: null, reason: 'lunch', since, until });
  });

  it('counts no attempt that costs none', () => {
    const limited = attemptOf({ phase: 'ended', failure: 'provider' });
    const attempts = [limited, limited, attemptOf({ number: 3 })];
    const { tasks } = statusJsonOf(
      memoryOf([taskOf(7, { attempts }), taskOf(8, { attempts: [limited] })]),
      facts,
    );
    expect(tasks.map(({ attempt }) => attempt)).toEqual([1, 0]);
  });

  it('has the shape that scripts rely on', () => {
    const task = taskOf(42, {
      recorded: {
        state: 'running',
        reason: 'attempt 1',
        sinceMs: atMs,
        evidence: [{ kind: 'process', atMs, text: 'worker pid 4242' }],
      },
      ledgerPriority: 1,
      attempts: [attemptOf()],
      pullRequest: { number: 57, url: 'https://github.com/acme/api/pull/57', state: 'open' },
    });
    const held = { tier: 'T1', tree: 'proven', memory: 'sampled', processes: null } as const;
    const supervision = new Map([[attemptOf().run, held]]);
    expect(statusJsonOf(memoryOf([task]), { ...facts, supervision })).toEqual({
      coordinator: {
        ...{ running: true, pid: 8123, since: '2026-11-20T14:18:02.000Z', repository: 'acme/api' },
        paused: null,
        breakers: [],
      },
      tasks: [
        {
          issue: 42,
          key: 'gh-42',
          title: 'Title 42',
          state: 'running',
          reason: 'attempt 1',
          rejected: false,
          since: '2026-11-20T14:18:02.000Z',
          priority: 'p1',
          attempt: 1,
          attempts: 3,
          worker: 'w-3fa2c1',
          pid: 4242,
          branch: 'rpi/gh-42',
          worktree: '/r/trees/gh-42',
          waitsFor: [],
          worktreeKept: null,
          log: '/r/logs/gh-42.jsonl',
          pullRequest: { number: 57, url: 'https://github.com/acme/api/pull/57', state: 'open' },
          evidence: [{ kind: 'process', at: '2026-11-20T14:18:02.000Z', text: 'worker pid 4242' }],
          cost: null,
          tokens: null,
          budget: null,
          supervision: held,
        },
      ],
      spending: {
        today: { cost: null, tokens: null },
        total: { cost: null, tokens: null },
        unknownBefore: null,
        mode: 'warn',
        budgets: [],
      },
      refused: [],
      github: {
        limit: null,
        remaining: null,
        resetAt: null,
        pollIntervalMs: null,
        slowedBecause: null,
        heldUntil: null,
        webhook: null,
        writesWaitUntil: null,
      },
    });
  });

  it('says how much of GitHub’s limit is left, and until when nothing is sent', () => {
    const github: GitHubStanding = {
      limit: { limit: 5000, remaining: 0, resetAtMs: atMs + 60_000 },
      hold: { kind: 'primary', untilMs: atMs + 61_000, strikes: 0 },
      pollIntervalMs: 62_000,
      slowedBecause: 'primary rate limit reached, nothing is sent until 14:20 UTC',
      writeHold: null,
      webhookUrl: 'http://127.0.0.1:8787',
      writes: [],
      facts: null,
      writesWaitUntilMs: atMs + 30_000,
    };
    const jsonAt = (nowMs: number) => statusJsonOf({ ...memoryOf([]), github }, { ...facts, nowMs });
    expect(schema.safeParse(jsonAt(atMs)).error).toBeUndefined();
    expect(jsonAt(atMs).github).toEqual({
      limit: 5000,
      remaining: 0,
      resetAt: '2026-11-20T14:19:02.000Z',
      pollIntervalMs: 62_000,
      slowedBecause: github.slowedBecause,
      heldUntil: '2026-11-20T14:19:03.000Z',
      webhook: 'http://127.0.0.1:8787',
      writesWaitUntil: '2026-11-20T14:18:32.000Z',
    });
    expect(jsonAt(atMs + 61_000).github.heldUntil).toBe(null);
    const stopped = statusJsonOf({ ...memoryOf([]), github }, { ...facts, running: false });
    expect(stopped.github.webhook).toBe(null);
  });

  it('says what the pull request of a completed task waits for', () => {
    const recorded = { state: 'completed', reason: 'PR #7', sinceMs: atMs, evidence: [] } as const;
    const task = taskOf(7, { recorded, hold: 'waiting for checks of its pull request: build' });
    expect(statusJsonOf(memoryOf([task]), facts).tasks[0]?.reason).toBe(
      'PR #7; waiting for checks of its pull request: build',
    );
  });

  it('says what holds a queued task back, and no process of an ended attempt', () => {
    const held = taskOf(7, { hold: 'waiting for a worker' });
    const ended = taskOf(8, { attempts: [attemptOf({ phase: 'ended' })], round: 2 });
    const [first, second] = statusJsonOf(memoryOf([ended, held]), facts).tasks;
    expect(first).toMatchObject({
      issue: 7,
      reason: 'waiting for a worker',
      attempt: 0,
      worker: null,
      pid: null,
      log: null,
    });
    expect(second).toMatchObject({ issue: 8, worker: 'w-3fa2c1', pid: null, attempt: 0 });
  });

  it('fits the published schema, whatever the task', () => {
    const state = fc.constantFrom<TaskState>(
      'queued',
      'preparing',
      'running',
      'timing_out',
      'stopping',
      'zombie',
      'blocked',
      'completed',
      'failed',
      'stopped',
      'cancelled',
    );
    const held = { tier: 'T2', tree: 'unproven', memory: 'none', processes: 'sampled' } as const;
    const supervision = new Map([[attemptOf().run, held]]);
    fc.assert(
      fc.property(state, hostileText, fc.boolean(), (given, title, running) => {
        const recorded = {
          state: given,
          reason: title,
          sinceMs: atMs,
          evidence: [{ kind: 'exit', atMs, text: title } as const],
        };
        const answer = statusJsonOf(
          memoryOf([taskOf(1, { title, recorded, attempts: running ? [attemptOf()] : [] })]),
          running
            ? { ...facts, supervision }
            : { ...facts, running: false, pid: null, sinceMs: null, repository: null },
        );
        expect(schema.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();
      }),
    );
  });

  it.each([
    ['a field left out', { coordinator: { running: true, pid: 1, since: null }, tasks: [] }],
    [
      'a time in another form',
      { coordinator: { running: true, pid: 1, since: '2026-11-20 14:18', repository: null }, tasks: [] },
    ],
    [
      'a task without key',
      { coordinator: { running: false, pid: null, since: null, repository: null }, tasks: [{ issue: 1 }] },
    ],
  ])('the schema refuses %s', (_, answer) => {
    expect(schema.safeParse(answer).success).toBe(false);
  });

  it('the schema allows fields to be added', () => {
    const answer = statusJsonOf(memoryOf([taskOf(1)]), facts);
    const more = { ...answer, extra: 1, tasks: answer.tasks.map((task) => ({ ...task, extra: 1 })) };
    expect(schema.safeParse(more).success).toBe(true);
  });
});
