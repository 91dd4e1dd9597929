import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakerHoldOf, circuitsOf, circuitText } from '../../src/decide/breaker.ts';
import type { Attempt, FailureClass } from '../../src/model/attempt.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, anEndedAttempt, aStop, aTask, aTrouble, at, exitOf } from '../support/remembered.ts';
import { aSnapshot, stepsOf } from '../support/snapshots.ts';

const settings = settingsOf({ breaker: { failures: 3, windowMs: 600_000, cooldownMs: 300_000 } });

/** An attempt of `issue` that ended so many seconds ago; `failure` null: it went well. */
const ended = (
  issue: number,
  secondsAgo: number,
  failure: FailureClass | null,
  given: Partial<Attempt> = {},
) =>
  anEndedAttempt({
    issue,
    number: 1000 - secondsAgo,
    startedAt: at(-secondsAgo - 5),
    endedAt: at(-secondsAgo),
    failure,
    result: failure ?? 'PR #1',
    ...given,
  });
const tasksOf = (...attempts: readonly Attempt[]): readonly TaskMemory[] =>
  [...new Set(attempts.map(({ issue }) => issue))].map((issue) =>
    aTask({ issue, state: 'failed', attempts: attempts.filter((one) => one.issue === issue) }),
  );
const standing = (tasks: readonly TaskMemory[]) =>
  circuitsOf(aSnapshot({ tasks }).memory, at(0), settings.breaker).map((circuit) => circuitText(circuit));
const holdIn = (tasks: readonly TaskMemory[], agent = 'sample') =>
  breakerHoldOf(circuitsOf(aSnapshot({ tasks }).memory, at(0), settings.breaker), agent);

describe('the breaker of an agent', () => {
  it('opens after so many failures in a row, and says why and until when', () => {
    const tasks = tasksOf(ended(1, 90, 'instant'), ended(2, 80, 'instant'), ended(1, 60, 'instant'));
    expect(standing(tasks)).toEqual([
      '3 attempts of sample failed in a row (instant; gh-1, gh-2); nothing new is started until 14:04 UTC',
    ]);
    expect(holdIn(tasks)).toMatch(/^breaker: 3 attempts/);
  });

  it.each([
    ['two failures only', [ended(1, 90, 'instant'), ended(2, 60, 'instant')]],
    ['one issue alone', [ended(1, 90, 'instant'), ended(1, 80, 'instant'), ended(1, 60, 'instant')]],
    [
      'one that went well between',
      [ended(1, 90, 'error'), ended(2, 80, 'error'), ended(3, 70, null), ended(1, 60, 'error')],
    ],
    ['classes of their own', [ended(1, 90, 'error'), ended(2, 80, 'instant'), ended(1, 60, 'stalled')]],
    ['too far apart', [ended(1, 900, 'error'), ended(2, 80, 'error'), ended(1, 60, 'error')]],
    [
      'nothing to propose',
      [ended(1, 90, 'no-changes'), ended(2, 80, 'no-changes'), ended(1, 60, 'no-changes')],
    ],
    ['a provider’s limit', [ended(1, 90, 'provider'), ended(2, 80, 'provider'), ended(1, 60, 'provider')]],
  ])('stays closed: %s', (_, attempts) => {
    expect(standing(tasksOf(...attempts))).toEqual([]);
  });

  it('is opened also by failures around a person’s kill, which says nothing of the agent', () => {
    const tasks = tasksOf(
      ended(1, 90, 'error'),
      ended(2, 80, 'error'),
      ended(3, 70, 'killed'),
      ended(1, 60, 'error'),
    );
    expect(standing(tasks)).toHaveLength(1);
  });

  it('holds back its own agent only', () => {
    const tasks = tasksOf(ended(1, 90, 'error'), ended(2, 80, 'error'), ended(1, 60, 'error'));
    expect(holdIn(tasks, 'other')).toBeNull();
  });

  it('lets exactly one task through after the cool-down, and closes when that goes well', () => {
    const failures = [ended(1, 390, 'error'), ended(2, 380, 'error'), ended(1, 301, 'error')];
    const waiting = [aTask({ issue: 8 }), aTask({ issue: 9 })];
    const steps = stepsOf({ tasks: [...tasksOf(...failures), ...waiting] }, settings);
    expect(steps).toMatchObject([
      { kind: 'record-change', change: { issue: 8, to: 'preparing' } },
      { kind: 'record-facts', issue: 9, patch: { hold: expect.stringContaining('gh-8 is tried alone') } },
    ]);
    const canary = aTask({ issue: 8, state: 'preparing', slot: 0 });
    expect(holdIn([...tasksOf(...failures), canary])).toContain('gh-8 is tried alone');
    expect(standing(tasksOf(...failures, ended(8, 10, null)))).toEqual([]);
    expect(standing(tasksOf(...failures, ended(8, 10, 'error')))).toEqual([
      expect.stringContaining(
        '4 attempts of sample failed in a row (error; gh-1, gh-2, gh-8); nothing new is started until 14:04 UTC',
      ),
    ]);
  });

  it('is closed by one that goes on for longer than a minute', () => {
    const failures = [ended(1, 490, 'instant'), ended(2, 480, 'instant'), ended(1, 401, 'instant')];
    const live = (secondsAgo: number) =>
      aTask({ issue: 8, state: 'running', attempts: [anAttempt({ issue: 8, startedAt: at(-secondsAgo) })] });
    expect(holdIn([...tasksOf(...failures), live(30)])).toContain('gh-8 is tried alone');
    expect(holdIn([...tasksOf(...failures), live(61)])).toBeNull();
  });

  it('takes none for the one that is tried that ran before it opened', () => {
    const failures = [ended(1, 390, 'error'), ended(2, 380, 'error'), ended(1, 301, 'error')];
    const attempts = [anAttempt({ issue: 5, startedAt: at(-7200) })];
    const old = aTask({ issue: 5, state: 'running', slot: 0, attempts });
    expect(holdIn([...tasksOf(...failures), old])).toBeNull();
  });

  it('lets nobody else through before it is known what the one that is tried has come to', () => {
    const failures = [ended(1, 390, 'error'), ended(2, 380, 'error'), ended(1, 301, 'error')];
    const unjudged = ended(8, 1, null, { result: null });
    const canary = aTask({ issue: 8, state: 'running', slot: 0, attempts: [unjudged] });
    expect(holdIn([...tasksOf(...failures), canary])).toContain('gh-8 is tried alone');
  });

  it.each(['stop', 'cancel', 'kill', 'shutdown'] as const)(
    'is not closed by one that a %s ended',
    (cause) => {
      const failures = [ended(1, 90, 'instant'), ended(2, 80, 'instant'), ended(1, 60, 'instant')];
      const stopped = ended(3, 10, null, { result: 'stopped', stop: aStop(cause) });
      expect(standing(tasksOf(...failures, stopped))).toHaveLength(1);
    },
  );

  it('is closed by a later success, though the clock was set back between', () => {
    const ahead = (secondsAgo: number) => ({ ...at(-secondsAgo), atMs: at(3600 - secondsAgo).atMs });
    const failed = (issue: number, secondsAgo: number) =>
      ended(issue, secondsAgo, 'error', { endedAt: ahead(secondsAgo) });
    expect(standing(tasksOf(failed(1, 390), failed(2, 380), failed(1, 370), ended(3, 20, null)))).toEqual([]);
  });
});

it('a program that is not there opens the breaker of preparations', () => {
  const missing = (issue: number) =>
    aTask({
      issue,
      state: 'failed',
      attempts: [ended(issue, 60 - issue, null, { result: null, end: { kind: 'never-started', why: 'x' } })],
      troubles: [aTrouble('start-worker', { class: 'permanent', at: at(issue - 60) })],
    });
  expect(standing([missing(1), missing(2)])).toEqual([]);
  expect(standing([missing(1), missing(2), missing(3)])).toHaveLength(1);
});

it('comments that GitHub refuses for good open nothing: their issues may be gone', () => {
  const refused = (issue: number, kind: 'transient' | 'permanent') =>
    aTask({ issue, state: 'cancelled', troubles: [aTrouble('write-comment', { class: kind, tries: 3 })] });
  expect(standing([refused(1, 'permanent'), refused(2, 'permanent')])).toEqual([]);
  expect(standing([refused(1, 'transient'), refused(2, 'transient')])).toHaveLength(1);
});

describe('the breaker of preparations', () => {
  const troubled = (issue: number, tries: number, secondsAgo = 60) =>
    aTask({ issue, troubles: [aTrouble('create-worktree', { tries, at: at(-secondsAgo) })] });
  it('counts tries of several tasks, and holds back every agent', () => {
    expect(holdIn([troubled(1, 2), troubled(2, 1)], 'any')).toMatch(
      /^breaker: worktrees or workers could not be prepared 3 times in a row \(gh-1, gh-2\)/,
    );
    expect(holdIn([troubled(1, 5)])).toBeNull();
  });
  it('is closed by a worker that could be started', () => {
    const started = aTask({
      issue: 3,
      state: 'running',
      attempts: [anAttempt({ issue: 3, startedAt: at(-10) })],
    });
    expect(holdIn([troubled(1, 2), troubled(2, 1), started])).toBeNull();
  });
  it('counts workers that could not be started', () => {
    const vain = (issue: number) =>
      ended(issue, 60, 'never-started', { end: { kind: 'never-started', why: '' } });
    expect(holdIn(tasksOf(vain(1), vain(2), vain(3)))).toContain('3 times in a row');
  });
  it('counts set-ups that failed, and waits for the one that is tried', () => {
    const exit = { ...exitOf(1), failedSetup: ['no luck'] };
    const failed = (issue: number) => ended(issue, 400, 'preparation', { end: { kind: 'exited', exit } });
    const tasks = tasksOf(failed(1), failed(2), failed(3));
    expect(holdIn(tasks)).toBeNull();
    expect(standing(tasks)[0]).toContain('3 times in a row (gh-1, gh-2, gh-3); one task may be tried');
    const tried = (secondsAgo: number) =>
      aTask({
        issue: 4,
        state: 'running',
        attempts: [anAttempt({ issue: 4, startedAt: at(-secondsAgo) })],
      });
    expect(holdIn([...tasks, tried(20)])).toContain('gh-4 is tried alone');
    expect(holdIn([...tasks, tried(90)])).toBeNull();
  });
});

it('the breaker of publishing lasts as long as what it rests on', () => {
  const troubled = (issue: number, secondsAgo: number) =>
    aTask({
      issue,
      state: 'running',
      troubles: [aTrouble('push-branch', { tries: 2, at: at(-secondsAgo) })],
    });
  expect(holdIn([troubled(1, 60), troubled(2, 60)])).toContain('pushing to origin failed 4 times in a row');
  expect(holdIn([troubled(1, 301), troubled(2, 301)])).toBeNull();
  expect(holdIn([troubled(1, 60)])).toBeNull();
});

it('never speaks while fewer failures than it takes are remembered, whatever their order', () => {
  const failure = fc.constantFrom<FailureClass | null>(
    'instant',
    'error',
    'agent',
    'stalled',
    'killed',
    null,
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 900 }), failure)),
      (given) => {
        const attempts = given.map(([issue, secondsAgo, kind], index) =>
          ended(issue, secondsAgo, kind, { number: index + 1, end: { kind: 'exited', exit: exitOf(1) } }),
        );
        const failing = attempts.filter(({ failure: kind }) => kind !== null && kind !== 'killed');
        if (failing.length < 3 || new Set(failing.map(({ issue }) => issue)).size < 2)
          expect(standing(tasksOf(...attempts))).toEqual([]);
      },
    ),
  );
});
