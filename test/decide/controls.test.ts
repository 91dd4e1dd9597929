import { describe, expect, it } from 'vitest';
import { decideControl } from '../../src/decide/controls.ts';
import { factsOf } from '../../src/decide/facts.ts';
import type { Control } from '../../src/model/snapshot.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aControl, anAttempt, aTask, aTaskWith, at, aWish } from '../support/remembered.ts';
import { anIssue, aSnapshot, type GivenWorld, planOf, stepsOf } from '../support/snapshots.ts';

const answer = (accepted: boolean, text: string) => ({
  kind: 'answer-control',
  control: 1,
  accepted,
  answer: text,
});
const wishFor = (kind: 'stop' | 'cancel' | 'kill', reason = '') => ({
  kind: 'record-facts',
  issue: 7,
  patch: { wish: { kind, by: `coordinator ${kind}`, reason, at: at(0) } },
});
/** The issue is open and labelled, unless the world says otherwise. */
const decide = (control: Control, task: TaskMemory | undefined, world: GivenWorld = {}) => {
  const snapshot = aSnapshot({ ...world, tasks: task === undefined ? [] : [task] });
  const settings = settingsOf();
  return decideControl(control, task && factsOf(task, snapshot, settings.github.label), {
    snapshot,
    settings,
  });
};
const waiting = ['queued', 'preparing', 'blocked'] satisfies readonly TaskState[];
const working = ['running', 'timing_out', 'stopping', 'zombie'] satisfies readonly TaskState[];
const terminal = ['completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[];

describe.each(['stop', 'kill'] as const)('coordinator %s', (kind) => {
  it.each(working)('is taken up when %s', (state) => {
    expect(decide(aControl(kind, { reason: 'enough' }), aTask({ state }))).toEqual([
      wishFor(kind, 'enough'),
      answer(true, `gh-7 ${kind === 'kill' ? 'is being killed' : 'is asked to stop'}`),
    ]);
  });

  it.each(waiting)('is refused when %s, with what to do instead', (state) => {
    expect(decide(aControl(kind), aTask({ state }))).toEqual([
      answer(false, `gh-7 is ${state} and has no worker. Give it up: coordinator cancel 7`),
    ]);
  });
});

describe('coordinator cancel', () => {
  it.each([...waiting, ...working])('is taken up when %s', (state) => {
    expect(decide(aControl('cancel'), aTask({ state }))).toEqual([
      wishFor('cancel'),
      answer(true, 'gh-7 is asked to end'),
    ]);
  });

  it('is not taken back by a stop', () => {
    expect(decide(aControl('stop'), aTask({ state: 'running', wish: aWish('cancel') }))).toEqual([
      answer(true, 'gh-7 is asked to end already'),
    ]);
  });

  it('takes the place of a stop', () => {
    expect(decide(aControl('cancel'), aTask({ state: 'stopping', wish: aWish('stop') }))).toContainEqual(
      wishFor('cancel'),
    );
  });
});

describe('coordinator retry', () => {
  it.each([...terminal, 'blocked' as const])('queues a task that is %s', (state) => {
    const task = aTask({ state, round: 2, order: 4, wish: aWish('stop'), labelGone: true, pushedSha: 'abc' });
    expect(decide(aControl('retry'), task)).toEqual([
      {
        kind: 'record-change',
        change: {
          issue: 7,
          from: state,
          to: 'queued',
          reason: 'coordinator retry',
          evidence: [{ kind: 'command', atMs: at(0).atMs, text: 'coordinator retry' }],
        },
        patch: {
          hold: null,
          round: 3,
          wish: null,
          notBefore: null,
          order: null,
          pullRequest: null,
          pushedSha: null,
          mergedSha: null,
          removal: null,
          labelGone: false,
          question: null,
          stopOverruledAtMs: at(0).atMs,
          hurriedAt: at(0),
        },
      },
      answer(true, 'gh-7 is queued again'),
    ]);
  });

  it('ends the waiting of a queued task', () => {
    expect(decide(aControl('retry'), aTask())).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { notBefore: null, stopOverruledAtMs: at(0).atMs, hurriedAt: at(0) },
      },
      answer(true, 'gh-7 is tried now'),
    ]);
  });

  it('says what holds a queued task back all the same', () => {
    const pause = { by: 'mona', reason: '', at: at(-9), untilMs: null };
    expect(decide(aControl('retry'), aTask({ hold: 'next try at 14:30 UTC' }), { pause }).at(-1)).toEqual(
      answer(true, 'gh-7 is tried as soon as it may be: paused by mona'),
    );
  });

  it.each(['preparing', ...working] as const)('is refused when %s', (state) => {
    expect(decide(aControl('retry'), aTask({ state }))).toEqual([
      answer(false, `gh-7 is ${state}: there is nothing to retry`),
    ]);
  });
});

it.each(['stop', 'cancel', 'kill'] as const)('%s is refused when all is over', (kind) => {
  for (const state of terminal)
    expect(decide(aControl(kind), aTask({ state }))).toEqual([answer(false, `gh-7 is ${state} already`)]);
});

it.each(['stop', 'cancel', 'kill', 'retry'] as const)('%s is refused when there is no such task', (kind) => {
  expect(decide(aControl(kind), undefined)).toEqual([answer(false, 'there is no task gh-7')]);
});

describe('in a plan', () => {
  it('one request per task and tick is taken up, in the order of asking', () => {
    const controls = [
      aControl('cancel', { id: 1, issue: 8 }),
      aControl('stop', { id: 2 }),
      aControl('retry', { id: 3 }),
      aControl('stop', { id: 4, issue: 99 }),
    ];
    const tasks = [aTaskWith(anAttempt()), aTask({ issue: 8, state: 'blocked' })];
    const answered = stepsOf({ tasks, controls }).flatMap((action) =>
      action.kind === 'answer-control' ? [action.control] : [],
    );
    expect(answered).toEqual([1, 2, 4]);
  });

  it('a task that is asked something takes no other step in the same tick', () => {
    const tasks = [aTask({ state: 'failed' })];
    const actions = stepsOf({ tasks, controls: [aControl('retry')] });
    expect(actions.map(({ kind }) => kind)).toEqual(['record-change', 'answer-control']);
  });

  it('a refusal keeps its task from nothing', () => {
    const actions = stepsOf({ tasks: [aTask()], controls: [aControl('stop')] });
    expect(actions.map(({ kind }) => kind)).toEqual(['answer-control', 'record-change']);
  });
});

it.each([
  ['closed', { state: 'closed' as const }, 'the issue of gh-7 is closed. Reopen it first'],
  ['unlabelled', { labels: [] }, 'the issue of gh-7 has lost its label. Putting it on again is a retry'],
] as const)('retry is refused when the issue is known to be %s', (_, issue, text) => {
  const confirmed = { 7: { kind: 'present' as const, row: anIssue(issue) } };
  expect(decide(aControl('retry'), aTask({ state: 'failed' }), { issues: [], confirmed })).toEqual([
    answer(false, text),
  ]);
});

it('retry of a finished task that is on no list waits for the next look at its issue, and no longer', () => {
  const task = aTask({ state: 'completed' });
  const ask = (world: GivenWorld) => {
    const { actions, pollSoon } = planOf({
      tasks: [task],
      controls: [aControl('retry')],
      issues: [],
      ...world,
    });
    return [actions.filter(({ kind }) => kind === 'answer-control').length, pollSoon];
  };
  expect(ask({ polledAt: at(-5) })).toEqual([0, true]);
  expect(ask({ polledAt: at(0) })).toEqual([1, false]);
  expect(ask({ polledAt: at(-5), issues: 'no network' })).toEqual([1, false]);
});

it.each(['stop', 'kill'] as const)('%s reaches a worker that lives on after its task', (kind) => {
  const task = aTaskWith(anAttempt(), { state: 'completed' });
  expect(decide(aControl(kind), task)).toEqual([
    wishFor(kind),
    answer(true, `gh-7 ${kind === 'kill' ? 'is being killed' : 'is asked to stop'}`),
  ]);
});
