import { describe, expect, it } from 'vitest';
import type { Control } from '../../src/model/snapshot.ts';
import {
  aControl,
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  aTrouble,
  aWish,
} from '../support/remembered.ts';
import { anIssue, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const asked = (kind: Control['kind'], world: GivenWorld) => stepsOf({ controls: [aControl(kind)], ...world });
const run = anAttempt().run;
const answer = (accepted: boolean, text: RegExp) => ({
  kind: 'answer-control',
  control: 1,
  accepted,
  answer: expect.stringMatching(text),
});

describe('reset', () => {
  it.each(['failed', 'stopped', 'cancelled', 'completed', 'blocked', 'preparing'] as const)(
    'queues a %s task anew, in a new round and with nothing left of the old',
    (state) => {
      const pullRequest = { number: 70, url: 'u', state: 'open' } as const;
      const task = aTaskWith(anEndedAttempt(), {
        state,
        pullRequest,
        order: 3,
        ledgerPriority: 0,
        preparedFor: 2,
      });
      expect(asked('reset', { tasks: [task] })).toEqual([
        {
          kind: 'record-change',
          change: {
            issue: 7,
            from: state,
            to: 'queued',
            reason: 'coordinator recover reset',
            evidence: [{ kind: 'command', atMs: expect.any(Number), text: 'coordinator recover reset' }],
          },
          patch: expect.objectContaining({
            round: 2,
            pullRequest: null,
            order: null,
            ledgerPriority: null,
            preparedFor: null,
            answers: [],
          }),
        },
        answer(true, /^gh-7 is queued anew$/),
      ]);
    },
  );

  it('lets a queued task go at once, whatever held it back', () => {
    const task = aTask({ hold: 'next try at 15:00 UTC', troubles: [aTrouble('create-worktree')] });
    expect(asked('reset', { tasks: [task] })).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: expect.objectContaining({ round: 2, notBefore: null, hold: null }),
      },
      answer(true, /queued anew/),
    ]);
  });

  it.each(['running', 'zombie', 'stopping'] as const)(
    'is refused for a %s task, which has a worker',
    (state) => {
      const attempt = anAttempt({ stop: state === 'stopping' ? aStop('stop') : null });
      const steps = asked('reset', { tasks: [aTaskWith(attempt, { state })] });
      expect(steps).toContainEqual(
        answer(false, /has a worker. To end it first, .*: coordinator recover reset 7 --force$/),
      );
      expect(steps).not.toContainEqual(expect.objectContaining({ kind: 'record-facts' }));
    },
  );

  it('takes the way of a stop where the worker has ended, and nobody has judged that yet', () => {
    const lost = { kind: 'lost', why: 'reboot' } as const;
    for (const attempt of [anAttempt(), anEndedAttempt()])
      expect(asked('reset', { tasks: [aTaskWith(attempt)], runs: { [run]: lost } })).toMatchObject([
        { kind: 'record-facts', patch: { wish: { kind: 'stop' } } },
      ]);
  });

  it('is refused where the issue is closed or has lost its label', () => {
    const row = anIssue({ state: 'closed' });
    const world = {
      tasks: [aTask({ state: 'failed' })],
      issues: [],
      confirmed: { 7: { kind: 'present', row } },
    } as const;
    expect(asked('reset', world)).toContainEqual(answer(false, /closed. Reopen it first$/));
  });
});

describe('reset by force', () => {
  it('asks a worker to stop, waits without a word, and queues the task when it is stopped', () => {
    const first = asked('reset-by-force', { tasks: [aTaskWith(anAttempt())] });
    expect(first).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { wish: expect.objectContaining({ kind: 'stop', reason: 'recover reset' }) },
      },
    ]);
    const wished = aTaskWith(anAttempt({ stop: aStop('stop') }), { state: 'stopping', wish: aWish('stop') });
    expect(asked('reset-by-force', { tasks: [wished] })).toEqual([]);
    const stopped = aTaskWith(anEndedAttempt({ stop: aStop('stop') }), { state: 'stopped' });
    expect(asked('reset-by-force', { tasks: [stopped] })).toMatchObject([
      { kind: 'record-change', change: { from: 'stopped', to: 'queued' } },
      { kind: 'answer-control', accepted: true },
    ]);
  });

  it('lets a kill by while it waits', () => {
    const wished = aTaskWith(anAttempt({ stop: aStop('stop') }), { state: 'stopping', wish: aWish('stop') });
    const controls = [aControl('reset-by-force'), aControl('kill', { id: 2 })];
    expect(stepsOf({ tasks: [wished], controls })).toMatchObject([
      { kind: 'record-facts', patch: { wish: { kind: 'kill' } } },
      { kind: 'answer-control', control: 2, accepted: true },
    ]);
  });
});

describe('kill-zombie', () => {
  const orphaned = { kind: 'orphaned', pids: [5] } as const;
  it('sweeps what has no runner, though the last try was just now', () => {
    const task = aTaskWith(anAttempt(), { state: 'zombie', troubles: [aTrouble('sweep-worker')] });
    expect(asked('kill-zombie', { tasks: [task], runs: { [run]: orphaned } })).toEqual([
      { kind: 'sweep-worker', issue: 7, run },
      answer(true, /provably belongs to w-000700/),
    ]);
  });

  it.each<[string, GivenWorld, RegExp]>([
    [
      'whose runner lives',
      { tasks: [aTaskWith(anAttempt())] },
      /its runner looks after it.*coordinator kill 7$/,
    ],
    [
      'that cannot be seen',
      { tasks: [aTaskWith(anAttempt())], runs: { [run]: null } },
      /cannot be seen just now/,
    ],
    [
      'that is no more',
      { tasks: [aTaskWith(anEndedAttempt(), { state: 'failed' })] },
      /no worker of gh-7 is left/,
    ],
  ])('is refused for a worker %s, and nothing is swept', (_, world, text) => {
    const steps = asked('kill-zombie', world);
    expect(steps).toContainEqual(answer(false, text));
    expect(steps.map(({ kind }) => kind)).not.toContain('sweep-worker');
  });
});
