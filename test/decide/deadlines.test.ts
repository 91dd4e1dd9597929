import { describe, expect, it } from 'vitest';
import { deadlineOf } from '../../src/decide/deadlines.ts';
import { allowedChanges, isAllowed } from '../../src/decide/transitions.ts';
import type { Action } from '../../src/model/action.ts';
import { isTerminal, type TaskMemory, type TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, anEndedAttempt, aStop, aTask, aTaskWith, at } from '../support/remembered.ts';
import { aLook, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const settings = settingsOf();
const run = anAttempt().run;
const states = [...new Set(allowedChanges().flat())].filter((state) => state !== 'new');
const passing = states.filter((state) => !isTerminal(state));

const longAgo = at(-200_000);
const stopped = (state: TaskState) =>
  aTaskWith(anAttempt({ startedAt: longAgo, stop: aStop('timeout', { at: at(-3600), sentAt: at(-60) }) }), {
    state,
  });
const taskIn = (state: TaskState): TaskMemory => {
  if (state === 'queued' || state === 'preparing') return aTask({ state });
  if (state === 'blocked') return aTaskWith(anEndedAttempt(), { state });
  return state === 'running' ? aTaskWith(anAttempt({ startedAt: longAgo })) : stopped(state);
};

describe('every state that is not terminal', () => {
  it.each(passing)(
    '%s has a deadline or says what ends it, and leads to states that it may lead to',
    (state) => {
      const deadline = deadlineOf(taskIn(state), settings);
      expect(deadline?.waitsFor).toMatch(/./);
      expect(deadline?.next.length).toBeGreaterThan(0);
      for (const next of deadline?.next ?? []) expect(isAllowed(state, next)).toBe(true);
    },
  );

  it('waits without an end only for a person, or for a reason that is told', () => {
    const endless = passing.filter((state) => deadlineOf(taskIn(state), settings)?.afterMs === null);
    expect(endless).toEqual(['blocked']);
    expect(deadlineOf(aTask({ hold: 'paused' }), settings)).toMatchObject({
      afterMs: null,
      waitsFor: 'paused',
    });
    const waiting = aTask({ hold: 'next try at 14:09 UTC', notBefore: { from: at(0), waitMs: 60_000 } });
    expect(deadlineOf(waiting, settings)).toMatchObject({ sinceMs: at(0).atMs, afterMs: 180_000 });
  });

  it('is none where the state is terminal', () => {
    for (const state of states.filter(isTerminal)) expect(deadlineOf(aTask({ state }), settings)).toBeNull();
  });
});

describe('at its deadline', () => {
  const silent = { kind: 'live', workerPid: 4242, lastOutputAtMs: longAgo.atMs } as const;
  const orphaned = { kind: 'orphaned', pids: [9] } as const;
  const rows: readonly [TaskState, GivenWorld, Partial<Action> & { readonly kind: Action['kind'] }][] = [
    ['queued', {}, { kind: 'record-change' }],
    ['preparing', {}, { kind: 'create-worktree' }],
    [
      'running',
      { runs: { [run]: silent }, silences: { [run]: 900_000 }, looks: { [run]: aLook() } },
      { kind: 'record-change' },
    ],
    ['timing_out', { runs: { [run]: silent } }, { kind: 'stop-worker', level: 'kill' }],
    ['stopping', { runs: { [run]: silent } }, { kind: 'stop-worker', level: 'kill' }],
    ['zombie', { runs: { [run]: orphaned } }, { kind: 'sweep-worker' }],
  ];
  it.each(rows)('%s does not just go on', (state, world, action) => {
    expect(stepsOf({ ...world, tasks: [taskIn(state)] })).toMatchObject([action]);
  });

  it('covers every state that has one', () => {
    expect([...rows.map(([state]) => state), 'blocked'].toSorted()).toEqual(passing.toSorted());
  });
});

it('a time limit of its own, by a label, counts for what is late', () => {
  const day = 86_400_000;
  const task = aTaskWith(anAttempt({ timeoutMs: day }));
  expect(deadlineOf(task, settingsOf())?.afterMs).toBeGreaterThan(day);
});
