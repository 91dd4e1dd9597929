import { describe, expect, it } from 'vitest';
import { commentViewOf, decideTelling, stateLabelOf } from '../../src/decide/telling.ts';
import { commentKeyOf } from '../../src/model/comment.ts';
import type { Instant } from '../../src/model/instant.ts';
import { spentByAccount } from '../../src/model/spending.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  anEndedAttempt,
  aTask,
  aTaskWith,
  aTrouble,
  at,
  type GivenTask,
} from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';

const settings = settingsOf();
const told = (task: TaskMemory, now: Instant = at(0)) =>
  decideTelling(task, { snapshot: aSnapshot({ tasks: [task], now }), settings });
const kinds = (task: TaskMemory, now?: Instant) => told(task, now).map(({ kind }) => kind);
/** Told everything once. */
const upToDate = (task: TaskMemory): TaskMemory => ({
  ...task,
  greeted: true,
  stateLabel: stateLabelOf(task),
  comment: { id: 1, viewKey: commentKeyOf(commentViewOf(task, settings)) },
});
const pull = (state: 'open' | 'merged' | 'closed') => ({
  number: 70,
  url: 'https://github.com/acme/api/pull/70',
  state,
});
const lasting = [
  'queued',
  'running',
  'blocked',
  'completed',
  'failed',
  'stopped',
  'cancelled',
] satisfies readonly TaskState[];
const passing = ['preparing', 'stopping', 'timing_out', 'zombie'] satisfies readonly TaskState[];

describe('the label', () => {
  it.each([
    ['queued', null],
    ['preparing', 'rpi-working'],
    ['running', 'rpi-working'],
    ['timing_out', 'rpi-working'],
    ['stopping', 'rpi-working'],
    ['zombie', 'rpi-working'],
    ['blocked', 'rpi-blocked'],
    ['completed', null],
    ['failed', 'rpi-failed'],
    ['stopped', null],
    ['cancelled', null],
  ] satisfies readonly (readonly [TaskState, string | null])[])(
    'of a task that is %s is %s',
    (state, label) => {
      expect(stateLabelOf(aTask({ state }))).toBe(label);
    },
  );

  it.each([
    ['open', 'rpi-review'],
    ['merged', null],
    ['closed', null],
  ] as const)('of a task with a pull request that is %s is %s', (state, label) => {
    expect(stateLabelOf(aTask({ state: 'completed', pullRequest: pull(state) }))).toBe(label);
  });

  it('is taken off once, and never set, where labels of the state are switched off', () => {
    const without = settingsOf({ github: { stateLabels: false } });
    const labelled = (stateLabel: string | null) => {
      const task = aTask({ state: 'running', stateLabel });
      const actions = decideTelling(task, { snapshot: aSnapshot({ tasks: [task] }), settings: without });
      return actions.filter(({ kind }) => kind === 'set-label');
    };
    expect(labelled('rpi-working')).toEqual([{ kind: 'set-label', issue: 7, label: null }]);
    expect(labelled(null)).toEqual([]);
  });

  it('is set where it differs, and taken off', () => {
    expect(told(aTask({ state: 'preparing' }))).toEqual([
      { kind: 'set-label', issue: 7, label: 'rpi-working' },
    ]);
    expect(told(aTask({ state: 'preparing', stateLabel: 'rpi-working' }))).toEqual([]);
    expect(told(aTask({ stateLabel: 'rpi-failed' }))).toContainEqual({
      kind: 'set-label',
      issue: 7,
      label: null,
    });
  });
});

describe('the comment', () => {
  it.each(lasting)('is written when %s, and not again while it says the same', (state) => {
    const task = aTask({ state });
    expect(told(task)).toContainEqual({
      kind: 'write-comment',
      issue: 7,
      view: commentViewOf(task, settings),
    });
    expect(told(upToDate(task))).toEqual([]);
  });

  it.each(passing)('is not written when %s', (state) => {
    expect(kinds(aTask({ state }))).not.toContain('write-comment');
  });

  it('follows what changes', () => {
    const before = upToDate(aTaskWith(anAttempt()));
    const changes: readonly GivenTask[] = [
      { pullRequest: pull('open') },
      { baseSha: 'abc' },
      { attempts: [anEndedAttempt({ result: 'exited 1' })] },
      { recorded: { ...before.recorded, reason: 'another' } },
    ];
    for (const change of changes) expect(kinds({ ...before, ...change })).toContain('write-comment');
    expect(kinds({ ...before, title: 'New', order: 1, hold: 'x', slot: 2 })).toEqual([]);
  });

  it('says all of it', () => {
    const task = aTaskWith(anEndedAttempt({ result: 'exited 1' }), {
      state: 'failed',
      reason: 'exited 1',
      baseSha: 'abc',
    });
    expect(commentViewOf(task, settings)).toEqual({
      issue: 7,
      state: 'failed',
      reason: 'exited 1',
      sinceMs: at(-600).atMs,
      agent: 'sample',
      branch: 'rpi/gh-7',
      worktree: 'trees/gh-7',
      baseSha: 'abc',
      pullRequest: null,
      attempts: [
        {
          number: 1,
          agent: 'sample',
          worker: 'w-000700',
          startedAtMs: at(-60).atMs,
          endedAtMs: at(-10).atMs,
          result: 'exited 1',
          spent: spentByAccount(null),
        },
      ],
      attemptLimit: 3,
      evidence: [],
      label: 'rpi-auto',
      question: null,
      logTailPath: '/repository/logs/gh-7/attempt-1.jsonl',
    });
  });

  it('shows a log on failure only', () => {
    expect(commentViewOf(aTaskWith(anAttempt()), settings).logTailPath).toBeNull();
    expect(commentViewOf(aTask({ state: 'failed' }), settings)).toMatchObject({
      logTailPath: null,
      agent: null,
    });
  });
});

it('the greeting comes once', () => {
  expect(kinds(aTask({ greeted: false }))).toEqual(['greet-issue', 'write-comment']);
  expect(kinds(aTask())).toEqual(['write-comment']);
});

describe('trouble', () => {
  const troubled = (given: Parameters<typeof aTrouble>[1]) =>
    aTask({ greeted: false, troubles: [aTrouble('write-comment', given)] });

  it('keeps back what failed, and nothing else', () => {
    expect(kinds(troubled({}))).toEqual(['greet-issue']);
    expect(kinds(troubled({}), at(60))).toEqual(['greet-issue', 'write-comment']);
  });

  it('lasts as long as GitHub asks for', () => {
    expect(kinds(troubled({ retryAfterMs: 120_000 }), at(60))).toEqual(['greet-issue']);
    expect(kinds(troubled({ retryAfterMs: 120_000 }), at(119))).toEqual(['greet-issue', 'write-comment']);
  });

  it('for good is met again after an hour', () => {
    expect(kinds(troubled({ class: 'permanent' }), at(3500))).toEqual(['greet-issue']);
    expect(kinds(troubled({ class: 'permanent' }), at(3700))).toEqual(['greet-issue', 'write-comment']);
  });
});
