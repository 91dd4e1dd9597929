import { describe, expect, it } from 'vitest';
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import type { Action } from '../../src/model/action.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aControl, anAttempt, aTask, aTaskWith, aTrouble, at, aWish } from '../support/remembered.ts';
import { anIssue, type GivenWorld, stepsOf } from '../support/snapshots.ts';
import { ledgerOf } from '../support/written-ledger.ts';

const edited = (
  tasks: readonly TaskMemory[],
  edit: (text: string) => string | null,
  world: GivenWorld = {},
) => stepsOf({ tasks, ledger: ledgerOf(tasks, edit), polledAt: null, ...world });
const facts = (patch: object, issue = 7) => ({ kind: 'record-facts', issue, patch });

/** The rest of a plan is not the ledger's: which actions are. */
const isLedgers = ({ kind }: Action) => kind === 'write-ledger' || kind === 'restore-ledger';

const waiting = (issue = 7) =>
  aTask({ issue, hold: 'waiting for GitHub to confirm that the issue is still open and labelled' });
const live = (): readonly TaskMemory[] => [
  waiting(),
  aTaskWith(anAttempt()),
  aTask({ state: 'blocked' }),
  aTaskWith(anAttempt(), { state: 'stopping' }),
];
const cancelMark = (text: string) => text.replace(/- \[ \](.*gh-7)/, '- [-]$1');
const cancelWish = (reason: string) => facts({ wish: { kind: 'cancel', by: 'tasks.md', reason, at: at(0) } });
const restate = (task: TaskMemory, patch: Partial<TaskMemory>): TaskMemory => ({ ...task, ...patch });

describe('the file as it is', () => {
  it('is written when it never was', () => {
    const tasks = [waiting()];
    const ledger = { memory: null, seen: known({ text: 'mine', parse: { kind: 'absent' as const } }, 0) };
    expect(stepsOf({ tasks, ledger, polledAt: null })).toEqual([
      { kind: 'write-ledger', view: ledgerViewOf(tasks, settingsOf()), expectedText: 'mine' },
    ]);
  });

  it('is left alone while it says what it should', () => {
    expect(edited([waiting()], (text) => text)).toEqual([]);
  });

  it.each(['transient', 'permanent'] as const)(
    'is tried again a minute after a %s failure, not at once',
    (kind) => {
      const seen = known({ text: 'mine', parse: { kind: 'absent' as const } }, 0);
      const planned = (seconds: number) =>
        stepsOf({
          tasks: [waiting()],
          ledger: { memory: null, seen },
          ownTroubles: [aTrouble('restore-ledger', { class: kind, tries: 9, at: at(-seconds) })],
          polledAt: null,
        }).map((action) => action.kind);
      expect(planned(0)).toEqual([]);
      expect(planned(59)).toEqual([]);
      expect(planned(60)).toEqual(['write-ledger']);
    },
  );

  it('is left alone while it cannot be read', () => {
    const { memory } = ledgerOf([]);
    expect(
      stepsOf({ tasks: [waiting()], ledger: { memory, seen: unknown('EACCES') }, polledAt: null }),
    ).toEqual([]);
  });

  it('is written when a task has changed', () => {
    const ledger = ledgerOf([aTask({ state: 'blocked' })]);
    const tasks = [waiting()];
    expect(stepsOf({ tasks, ledger, polledAt: null })).toEqual([
      { kind: 'write-ledger', view: ledgerViewOf(tasks, settingsOf()), expectedText: ledger.memory.text },
    ]);
  });

  it('is written over what means nothing', () => {
    const [action] = edited([waiting()], (text) => text.replace('Title 7', 'Mine'));
    expect(action).toMatchObject({ kind: 'write-ledger', expectedText: expect.stringContaining('Mine') });
  });

  it('is restored when it cannot be a wish', () => {
    for (const edit of [() => null, () => '', (text: string) => text.slice(0, 60)])
      expect(edited([waiting()], edit)).toMatchObject([{ kind: 'restore-ledger', why: expect.any(String) }]);
  });
});

describe('a cancel', () => {
  it.each(live().map((task) => [task.recorded.state, task] as const))('is a wish when %s', (_, task) => {
    expect(edited([task], cancelMark)).toContainEqual(cancelWish('marked as cancelled'));
  });

  it('is taken in once: asked for, it is not asked again, and the file is written', () => {
    for (const task of live()) {
      const ledger = ledgerOf([task], cancelMark);
      const asked = [restate(task, { wish: aWish('cancel', { by: 'tasks.md' }) })];
      const actions = stepsOf({ tasks: asked, ledger, polledAt: null });
      expect(actions.filter(({ kind }) => kind === 'record-facts')).toEqual([]);
      expect(actions.filter(isLedgers)).toMatchObject([{ kind: 'write-ledger' }]);
    }
  });

  it('outlives a stop that was asked for before', () => {
    const task = aTaskWith(anAttempt(), { wish: aWish('stop') });
    expect(edited([task], cancelMark)).toContainEqual(cancelWish('marked as cancelled'));
  });

  it.each(['completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[])(
    'means nothing to a task that is %s by now',
    (state) => {
      const ledger = ledgerOf([aTask()], cancelMark);
      const actions = stepsOf({ tasks: [aTask({ state })], ledger, polledAt: null });
      expect(actions).toMatchObject([{ kind: 'write-ledger' }]);
    },
  );
});

describe('a retry', () => {
  const backToPending = (text: string) => {
    const row = /^- .*gh-7:.*\n(?: {2}- .*\n)*/m.exec(text)?.[0] ?? '';
    return text.replace(row, '').replace('## Pending\n', `$&\n${row}`);
  };
  const states = ['blocked', 'completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[];

  it.each(states)('queues a task that is %s', (state) => {
    expect(edited([aTask({ state })], backToPending)).toMatchObject([
      {
        kind: 'record-change',
        change: { from: state, to: 'queued', reason: 'retry in tasks.md', evidence: [{ kind: 'ledger' }] },
        patch: { round: 2, stopOverruledAtMs: at(0).atMs },
      },
    ]);
  });

  it.each([
    { kind: 'gone' },
    { kind: 'present', row: anIssue({ state: 'closed' }) },
    { kind: 'present', row: anIssue({ labels: ['bug'] }) },
  ] as const)('means nothing while the issue is not open and labelled: %j', (presence) => {
    const world = { polledAt: at(-1), issues: [], confirmed: { 7: presence } };
    const task = aTask({ state: 'cancelled', labelGone: true });
    expect(edited([task], backToPending, world)).toMatchObject([{ kind: 'write-ledger' }]);
  });

  it.each(states)('of a task that was %s is taken in once', (state) => {
    const ledger = ledgerOf([aTask({ state })], backToPending);
    for (const task of [waiting(), aTask({ state: 'preparing', preparedFor: 1 })]) {
      const actions = stepsOf({ tasks: [task], ledger, polledAt: null });
      expect(actions.some(({ kind }) => kind === 'record-change')).toBe(false);
      expect(actions.filter(isLedgers)).toMatchObject([{ kind: 'write-ledger' }]);
    }
  });
});

describe('priority and order', () => {
  const toP0 = (text: string) => text.replace(/(gh-7.*)\{p2\}/, '$1{p0}');

  it('a priority is remembered once', () => {
    expect(edited([waiting()], toP0)).toEqual([facts({ ledgerPriority: 0 })]);
    const ledger = ledgerOf([waiting()], toP0);
    const tasks = [restate(waiting(), { ledgerPriority: 0 })];
    expect(stepsOf({ tasks, ledger, polledAt: null })).toMatchObject([{ kind: 'write-ledger' }]);
  });

  it('an order is remembered once, for the rows that it moves', () => {
    const tasks = [waiting(1), waiting(2), waiting(3)];
    const lastFirst = (text: string) => {
      const rows = text.match(/^- .*\n(?: {2}- .*\n)*\n?/gm) ?? [];
      return text.replace(
        rows.join(''),
        [rows[2], rows[0], rows[1]].map((row) => `${row?.trimEnd()}\n\n`).join(''),
      );
    };
    expect(edited(tasks, lastFirst)).toEqual([
      facts({ order: 0 }, 3),
      facts({ order: 1 }, 1),
      facts({ order: 2 }, 2),
    ]);
    const ordered = tasks.map((task, index) => restate(task, { order: [1, 2, 0][index] ?? null }));
    const ledger = ledgerOf(tasks, lastFirst);
    expect(stepsOf({ tasks: ordered, ledger, polledAt: null })).toMatchObject([{ kind: 'write-ledger' }]);
  });

  it('of a row that is no task means nothing', () => {
    const ledger = ledgerOf([waiting()], toP0);
    expect(stepsOf({ ledger, polledAt: null })).toMatchObject([{ kind: 'write-ledger' }]);
  });
});

describe('an edit beside a request from the command line', () => {
  it('waits for the next tick, and is not written over', () => {
    const actions = edited([aTaskWith(anAttempt())], cancelMark, { controls: [aControl('stop')] });
    expect(actions.map(({ kind }) => kind)).toEqual(['record-facts', 'answer-control']);
    expect(actions[0]).toMatchObject({ patch: { wish: { kind: 'stop' } } });
  });

  it('of another task is taken in', () => {
    const tasks = [aTaskWith(anAttempt()), aTask({ issue: 8, state: 'blocked' })];
    const actions = edited(tasks, cancelMark, { controls: [aControl('cancel', { issue: 8 })] });
    expect(actions.flatMap((action) => (action.kind === 'record-facts' ? [action.issue] : []))).toEqual([
      8, 7,
    ]);
  });
});
