import { describe, expect, it } from 'vitest';
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import type { LedgerSection } from '../../src/model/ledger.ts';
import { spentByAccount } from '../../src/model/spending.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anAttempt, anEndedAttempt, aTask, aTaskWith, at } from '../support/remembered.ts';

const viewOf = (...tasks: readonly TaskMemory[]) => ledgerViewOf(tasks, settingsOf());
const rowOf = (task: TaskMemory) => viewOf(task).rows[0];
const worker = { label: 'worker', code: 'w-000700' };
const place = { label: '', code: 'trees/gh-7' };
const branch = { label: 'branch', code: 'rpi/gh-7' };
const since = { atMs: at(-600).atMs };

it.each([
  ['queued', 'pending'],
  ['preparing', 'active'],
  ['running', 'active'],
  ['timing_out', 'active'],
  ['stopping', 'active'],
  ['zombie', 'active'],
  ['blocked', 'blocked'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['stopped', 'cancelled'],
  ['cancelled', 'cancelled'],
] satisfies readonly (readonly [TaskState, LedgerSection])[])(
  'a task that is %s stands under %s',
  (state, section) => {
    expect(rowOf(aTask({ state }))).toMatchObject({ issue: 7, section, title: 'Title 7', priority: 2 });
  },
);

describe('the notes of a row', () => {
  it('name the worktree where it is, whatever `worktrees.dir` says now', () => {
    const task = aTask({ state: 'preparing', worktreePath: '/repository/before/gh-7' });
    const { notes = [] } = rowOf(task) ?? {};
    expect(notes[0]).toContainEqual({ label: '', code: 'before/gh-7' });
  });
  it.each([
    [
      'preparing',
      aTask({ state: 'preparing', reason: 'attempt 1 of 3' }),
      [[{ text: 'preparing: attempt 1 of 3' }, place, branch]],
    ],
    [
      'preparing after an attempt',
      aTask({ state: 'preparing', reason: 'attempt 2 of 3', attempts: [anEndedAttempt()] }),
      [[{ text: 'preparing: attempt 2 of 3' }, place, branch]],
    ],
    [
      'running after a retry by a person',
      aTaskWith(anAttempt({ number: 4, round: 2, workerPid: null }), { round: 2 }),
      [[worker, place, branch, { text: 'attempt 1 of 3, 4 in all' }, { label: 'since', atMs: at(-60).atMs }]],
    ],
    [
      'running',
      aTaskWith(anAttempt()),
      [
        [
          worker,
          place,
          branch,
          { text: 'pid 4242' },
          { text: 'attempt 1 of 3' },
          { label: 'since', atMs: at(-60).atMs },
        ],
      ],
    ],
    [
      'running, pid not known yet',
      aTaskWith(anAttempt({ workerPid: null })),
      [[worker, place, branch, { text: 'attempt 1 of 3' }, { label: 'since', atMs: at(-60).atMs }]],
    ],
    [
      'stopping',
      aTaskWith(anAttempt({ workerPid: null }), { state: 'stopping', reason: 'STOP file' }),
      [
        [
          { text: 'stopping: STOP file' },
          worker,
          place,
          branch,
          { text: 'attempt 1 of 3' },
          { label: 'since', atMs: at(-60).atMs },
        ],
      ],
    ],
    ['queued, nothing to say', aTask(), []],
    ['queued, held back', aTask({ hold: 'waiting for a worker' }), [[{ text: 'waiting for a worker' }]]],
    [
      'queued after an attempt',
      aTask({ attempts: [anEndedAttempt()], reason: 'exited 1' }),
      [[{ text: 'exited 1' }]],
    ],
    [
      'blocked',
      aTask({ state: 'blocked', reason: 'Which one?' }),
      [
        [{ text: 'Which one?' }, since],
        [{ label: 'to go on, answer on the issue or remove', code: 'trees/gh-7/BLOCKED.md' }],
      ],
    ],
    ['completed', aTask({ state: 'completed' }), [[branch, since]]],
    [
      'completed by a worker',
      aTaskWith(anEndedAttempt(), { state: 'completed' }),
      [[worker, branch, { text: '50 s' }, since]],
    ],
    [
      'completed, with what is known of commit, time and cost',
      aTask({
        state: 'completed',
        pushedSha: '9e8d03f0',
        attempts: [
          anEndedAttempt({ startedAt: at(-7200), endedAt: at(-10), account: anAccount() }),
          anEndedAttempt({ number: 2, startedAt: at(-60), end: { kind: 'never-started', why: '' } }),
        ],
      }),
      [
        [
          { label: 'commit', code: '9e8d03f' },
          { label: 'worker', code: 'w-000700' },
          branch,
          { text: '2 h 0 min' },
          { spent: spentByAccount(anAccount()) },
          since,
        ],
      ],
    ],
    [
      'failed',
      aTaskWith(anEndedAttempt(), { state: 'failed', reason: 'exited 1' }),
      [[{ text: 'exited 1' }, { label: 'log', code: 'logs/gh-7.jsonl' }, since]],
    ],
    ['failed without an attempt', aTask({ state: 'failed', reason: 'no' }), [[{ text: 'no' }, since]]],
    ['cancelled', aTask({ state: 'cancelled', reason: 'closed' }), [[{ text: 'closed' }, since]]],
  ] as const)('%s', (_, task, notes) => {
    expect(rowOf(task)?.notes).toEqual(notes);
  });
});

describe('the whole view', () => {
  it('counts the active, of workers.max', () => {
    const tasks = [aTask({ issue: 1, state: 'preparing' }), aTaskWith(anAttempt()), aTask({ issue: 2 })];
    expect(viewOf(...tasks)).toMatchObject({ activeCount: 2, maxWorkers: 3 });
  });

  it('has the live ones by turn, the finished ones newest first', () => {
    const done = (issue: number, seconds: number, state: TaskState) =>
      aTask({ issue, state, since: at(seconds) });
    const tasks = [
      done(1, -9, 'failed'),
      done(2, -5, 'completed'),
      done(3, -5, 'completed'),
      aTask({ issue: 4 }),
      aTask({ issue: 5, labelPriority: 0 }),
      aTask({ issue: 6, order: 0 }),
    ];
    expect(viewOf(...tasks).rows.map(({ issue }) => issue)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(viewOf(...tasks.toReversed())).toEqual(viewOf(...tasks));
  });

  it('shows the pull request, and the priority that counts', () => {
    const pullRequest = { number: 70, url: 'https://github.com/acme/api/pull/70', state: 'merged' } as const;
    expect(
      rowOf(aTask({ state: 'completed', pullRequest, ledgerPriority: 0, labelPriority: 3 })),
    ).toMatchObject({
      priority: 0,
      pullRequest: { number: 70, url: pullRequest.url },
    });
  });

  it('says nothing that passes by itself: what lives on without news is the same text', () => {
    const attempt = anAttempt();
    const later = { ...attempt, extensions: 2, stop: null };
    expect(viewOf(aTaskWith(later, { greeted: false }))).toEqual(viewOf(aTaskWith(attempt)));
  });
});
