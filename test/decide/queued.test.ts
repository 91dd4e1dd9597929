import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import type { Instant } from '../../src/model/instant.ts';
import type { Trouble } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  anEndedAttempt,
  aTask,
  aTrouble,
  at,
  aWish,
  type GivenTask,
  runOf,
} from '../support/remembered.ts';
import { anIssue, aStopFile, type GivenWorld, stepsOf } from '../support/snapshots.ts';

describe('a queued task', () => {
  it('takes its place when it starts, and forgets what held it back', () => {
    const task = aTask({
      hold: 'x',
      notBefore: { from: at(-9), waitMs: 1 },
      stopOverruledAtMs: 5,
      preparedFor: 1,
    });
    expect(stepsOf({ tasks: [task] })).toMatchObject([
      {
        change: { to: 'preparing' },
        patch: {
          hold: null,
          slot: 0,
          preparedFor: null,
          notBefore: { from: at(0), waitMs: 0 },
          stopOverruledAtMs: null,
        },
      },
    ]);
  });

  it('says which of its round comes next', () => {
    const attempts = [
      anEndedAttempt(),
      anEndedAttempt({ number: 2, round: 2 }),
      anEndedAttempt({ number: 3, round: 2, end: { kind: 'never-started', why: 'called off' } }),
    ];
    expect(stepsOf({ tasks: [aTask({ attempts, round: 2 })] })).toMatchObject([
      { change: { reason: 'attempt 2 of 3' } },
    ]);
  });

  it('shows once why it waits', () => {
    const issues = [anIssue({ openBlockerCount: 1 })];
    const hold = 'waiting for 1 open issue (blocked by)';
    expect(stepsOf({ tasks: [aTask()], issues })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { hold } },
    ]);
    expect(stepsOf({ tasks: [aTask({ hold })], issues })).toEqual([]);
  });
});

it('keeps what held it back when the coordinator ends: that is read long after', () => {
  expect(stepsOf({ tasks: [aTask({ hold: 'next try at 14:30 UTC' })], shuttingDown: true })).toEqual([]);
});

describe('a STOP file', () => {
  const hold = 'STOP file in the worktree of gh-7';
  const lifted = (stopOverruledAtMs: number | null) =>
    stepsOf({ tasks: [aTask({ stopOverruledAtMs, hold })], worktrees: { 7: { stopFile: aStopFile() } } });

  it('from before a retry is taken away', () => {
    expect(lifted(at(0).atMs)).toEqual([{ kind: 'lift-stop', issue: 7, modifiedAtMs: at(-1).atMs }]);
  });

  it('from after it, or without one, holds the task back', () => {
    expect(lifted(at(-1).atMs)).toEqual([]);
    expect(lifted(at(-2).atMs)).toEqual([]);
    expect(lifted(null)).toEqual([]);
  });
});

it('nothing is started beside a worker that nobody remembers', () => {
  const preparing = { state: 'preparing', preparedFor: 1, slot: 0 } as const;
  expect(stepsOf({ tasks: [aTask(preparing)], strays: { 7: 'a worker still runs' } })).toEqual([]);
  expect(stepsOf({ tasks: [aTask(preparing)] })).toMatchObject([{ kind: 'start-worker' }]);
});

describe('preparing', () => {
  const preparing = (given: GivenTask = {}) =>
    aTask({ state: 'preparing', since: at(-5), slot: 1, ...given });
  const kinds = (world: GivenWorld) =>
    stepsOf(world).map((action) => (action.kind === 'record-change' ? action.change.to : action.kind));
  const withAttempt = (given: Partial<Attempt>, more: GivenTask = {}) =>
    preparing({ attempts: [anAttempt(given)], ...more });

  it('makes the worktree, then starts the worker in its slot', () => {
    expect(stepsOf({ tasks: [preparing()] })).toEqual([{ kind: 'create-worktree', issue: 7, attempt: 1 }]);
    expect(stepsOf({ tasks: [preparing({ preparedFor: 1 })] })).toEqual([
      { kind: 'start-worker', issue: 7, attempt: 1, slot: 1 },
    ]);
  });

  it('is done anew for each attempt', () => {
    const attempts = [anEndedAttempt(), anEndedAttempt({ number: 4 })];
    expect(stepsOf({ tasks: [preparing({ attempts, preparedFor: 4 })] })).toEqual([
      { kind: 'create-worktree', issue: 7, attempt: 5 },
    ]);
  });

  it('settles an attempt of which only the intent is known', () => {
    expect(stepsOf({ tasks: [withAttempt({ phase: 'intent' })] })).toEqual([
      { kind: 'resolve-intent', issue: 7, run: runOf(7, 1) },
    ]);
  });

  it('is over when the worker runs, also with a wish, trouble, STOP file or the end of the coordinator', () => {
    const task = withAttempt({}, { wish: aWish('cancel'), troubles: [aTrouble('start-worker')] });
    const worktrees = { 7: { stopFile: aStopFile() } };
    expect(kinds({ tasks: [task], worktrees, shuttingDown: true })).toEqual(['running']);
  });

  it('names the worker', () => {
    const started = stepsOf({ tasks: [withAttempt({})] });
    expect(started).toMatchObject([{ change: { evidence: [{ text: 'worker w-000700 was started' }] } }]);
  });

  it('starts nothing while the coordinator ends', () => {
    expect(stepsOf({ tasks: [preparing()], shuttingDown: true })).toEqual([]);
    expect(stepsOf({ tasks: [preparing({ preparedFor: 1 })], shuttingDown: true })).toEqual([]);
  });

  describe('meets trouble', () => {
    const troubled = (given: Partial<Trouble>) =>
      stepsOf(
        { tasks: [preparing({ troubles: [aTrouble('create-worktree', given)] })] },
        settingsOf({ workers: { backoff: { initialMs: 30_000, factor: 2, maxMs: 1_800_000, jitter: 0 } } }),
      );

    it('and waits, longer each time, at least as long as it was told', () => {
      const wait = (waitMs: number) => [
        { change: { to: 'queued' }, patch: { notBefore: { from: at(0), waitMs } } },
      ];
      expect(troubled({})).toMatchObject(wait(30_000));
      expect(troubled({ tries: 2 })).toMatchObject(wait(60_000));
      expect(troubled({ retryAfterMs: 90_000 })).toMatchObject(wait(90_000));
    });

    it('and fails when that cannot be mended by waiting', () => {
      const given = { class: 'permanent', message: 'rpi/gh-7 is checked out in /elsewhere' } as const;
      expect(troubled(given)).toMatchObject([{ change: { to: 'failed', reason: given.message } }]);
      expect(troubled({ ...given, fix: 'Leave it' })).toMatchObject([
        { change: { reason: `${given.message}. Leave it` } },
      ]);
    });

    it('that is older than this preparation, or of another kind, and goes on', () => {
      const since = { notBefore: { from: at(-5), waitMs: 0 } };
      const troubles = [aTrouble('create-worktree', { at: at(-6) }), aTrouble('write-comment')];
      expect(kinds({ tasks: [preparing({ ...since, troubles })] })).toEqual(['create-worktree']);
    });

    it.each([-9_999, 9_999])('after the clock was set by %i s, and minds it all the same', (seconds) => {
      const before = { ...at(-5), atMs: at(-5 - seconds).atMs };
      const troubles = [aTrouble('create-worktree')];
      expect(kinds({ tasks: [preparing({ notBefore: { from: before, waitMs: 0 }, troubles })] })).toEqual([
        'queued',
      ]);
    });

    it('in this boot, when the preparation began in another, and not the other way round', () => {
      const before = { ...at(-5), boot: 'boot-0' };
      const met = (troubleAt: Instant, from: Instant) =>
        kinds({
          tasks: [
            preparing({
              notBefore: { from, waitMs: 0 },
              troubles: [aTrouble('create-worktree', { at: troubleAt })],
            }),
          ],
        });
      expect(met(at(-9), before)).toEqual(['queued']);
      expect(met(before, at(-9))).toEqual(['create-worktree']);
    });
  });
});
