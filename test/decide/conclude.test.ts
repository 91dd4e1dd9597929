import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/model/action.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { unknown } from '../../src/model/seen.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { Trouble } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  aTrouble,
  at,
  type GivenTask,
} from '../support/remembered.ts';
import { aPull, type GivenWorld, someWork, stepsOf } from '../support/snapshots.ts';

const steady = (change: Partial<Settings['workers']> = {}) => {
  const { workers } = settingsOf();
  return settingsOf({ workers: { ...change, backoff: { ...workers.backoff, jitter: 0 } } });
};
const failedOnce = (given: Partial<Attempt> & { code?: number } = {}) =>
  anEndedAttempt({ code: 1, ...given });
const failedSetup = (number: number, code: number) =>
  failedOnce({
    number,
    end: { kind: 'exited', exit: { code, why: 'self', durationMs: 1, failedSetup: ['npm: no luck'] } },
  });
const outcome = (attempts: readonly Attempt[], given: GivenTask = {}, settings = steady()) => {
  const tasks = [aTask({ state: 'running', slot: 0, attempts, ...given })];
  return stepsOf({ tasks }, settings).map((action) =>
    action.kind === 'record-change'
      ? [action.change.to, action.change.reason, action.patch?.notBefore?.waitMs ?? null]
      : [action.kind],
  );
};

describe('an attempt that failed', () => {
  it('is followed by another after a growing wait, until none is left', () => {
    const numbered = (count: number) =>
      Array.from({ length: count }, (_, index) => failedOnce({ number: index + 1 }));
    expect(outcome(numbered(1))).toEqual([
      ['queued', 'exited 1 (attempt 1 of 3), next try at 14:00 UTC', 30_000],
    ]);
    expect(outcome(numbered(2))).toEqual([
      ['queued', 'exited 1 (attempt 2 of 3), next try at 14:01 UTC', 60_000],
    ]);
    expect(outcome(numbered(3))).toEqual([['failed', 'exited 1 (attempt 3 of 3)', null]]);
    expect(outcome(numbered(1), {}, steady({ attempts: 1 }))).toEqual([
      ['failed', 'exited 1 (attempt 1 of 1)', null],
    ]);
  });

  it('is the last when a set-up cannot even begin; what to do is said', () => {
    const text = 'Correct worktrees.setup in coordinator.yml, then: coordinator retry 7';
    expect(outcome([failedSetup(1, 127)])).toMatchObject([['failed', expect.stringContaining(text), null]]);
  });

  it('of a set-up costs none of the agent’s, is tried again, waiting longer each time, and ends', () => {
    const failedSetups = (count: number) =>
      Array.from({ length: count }, (_, index) => failedSetup(index + 1, 1));
    const told = [1, 2, 3, 4].map((count) => outcome(failedSetups(count))[0]);
    expect(told.map((one) => one?.at(2))).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(told[3]?.at(1)).toContain('npm: no luck (0 of 3 attempts used), next try at 14:04 UTC');
    expect(outcome(failedSetups(5))[0]?.slice(0, 2)).toEqual([
      'failed',
      expect.stringMatching(/^no worker could be started, 5 times: worktrees.setup failed \(exit 1/),
    ]);
    expect(outcome([failedOnce(), failedSetup(2, 1)])).toMatchObject([
      ['queued', expect.stringContaining('(1 of 3 attempts used)'), 30_000],
    ]);
  });

  it('counts in its round only', () => {
    const before = [1, 2, 3].map((number) => failedOnce({ number }));
    const now = failedOnce({ number: 4, round: 2 });
    expect(outcome([...before, now], { round: 2 })).toEqual([
      ['queued', 'exited 1 (attempt 1 of 3), next try at 14:00 UTC', 30_000],
    ]);
  });

  it('counts not when it never ran, nor when the coordinator itself ended it', () => {
    const neverRan = failedOnce({ number: 1, end: { kind: 'never-started', why: 'called off' } });
    const shutDown = failedOnce({ number: 2, stop: aStop('shutdown') });
    expect(outcome([neverRan, shutDown, failedOnce({ number: 3 })])).toEqual([
      ['queued', 'exited 1 (attempt 1 of 3), next try at 14:00 UTC', 30_000],
    ]);
    expect(outcome([neverRan], {}, steady({ attempts: 1 }))).toEqual([
      ['queued', 'called off (0 of 1 attempts used), to be tried again', 0],
    ]);
  });

  it('that never ran fails nothing, also where the limit was lowered meanwhile', () => {
    const neverRan = failedOnce({ number: 2, end: { kind: 'never-started', why: 'called off' } });
    expect(outcome([failedOnce(), neverRan], {}, steady({ attempts: 1 }))).toEqual([
      ['queued', 'called off (1 of 1 attempts used), to be tried again', 0],
    ]);
  });

  it('that never ran, again and again, waits longer each time, and ends', () => {
    const vain = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        failedOnce({ number: index + 1, end: { kind: 'never-started', why: 'no perl' } }),
      );
    const waits = [1, 2, 3, 4].map((count) => outcome(vain(count), {}, steady({ attempts: 3 }))[0]?.at(2));
    expect(waits).toEqual([0, 30_000, 60_000, 120_000]);
    expect(outcome(vain(5), {}, steady({ attempts: 3 }))[0]?.slice(0, 2)).toEqual([
      'failed',
      'no worker could be started, 5 times: no perl',
    ]);
  });

  it('leaves its result, and the reason of a limit before that of its exit', () => {
    const attempt = failedOnce({ code: 143, stop: aStop('timeout') });
    expect(stepsOf({ tasks: [aTaskWith(attempt, { state: 'timing_out' })] })).toMatchObject([
      {
        change: { evidence: [{ kind: 'exit' }, { kind: 'time', text: 'reason of timeout' }] },
        attempt: { patch: { result: 'reason of timeout' } },
      },
    ]);
  });
});

describe('what is waited for', () => {
  it.each([
    [{ polledAt: at(-20) }, 'the worker ended; waiting for GitHub to say whether it opened a pull request'],
    [
      { worktrees: { 7: { work: unknown('locked') } } },
      'the worker ended; its worktree cannot be read: locked',
    ],
  ] satisfies readonly (readonly [GivenWorld, string])[])('is shown once: %j', (world, hold) => {
    const told = (given: GivenTask) => stepsOf({ tasks: [aTaskWith(anEndedAttempt(), given)], ...world });
    expect(told({})).toEqual([{ kind: 'record-facts', issue: 7, patch: { hold } }]);
    expect(told({ hold })).toEqual([]);
  });
});

describe('completed', () => {
  it('remembers the pull request and forgets the wish', () => {
    expect(stepsOf({ tasks: [aTaskWith(anEndedAttempt())], pulls: [aPull()] })).toMatchObject([
      {
        patch: { pullRequest: { number: 70, state: 'open' }, wish: null, hold: null },
        attempt: { patch: { result: 'PR #70' } },
      },
    ]);
  });
});

describe('commits without a pull request', () => {
  const sha = 'c0ffee';
  const push: Action = { kind: 'push-branch', issue: 7, sha };
  const open: Action = { kind: 'open-pull-request', issue: 7 };
  const published = (given: GivenTask = {}, now = at(0)) =>
    stepsOf(
      {
        tasks: [aTaskWith(anEndedAttempt(), given)],
        worktrees: { 7: { work: someWork({ commitCount: 1, headSha: sha }) } },
        now,
      },
      steady(),
    );
  const trouble = (action: Action['kind'], given: Partial<Trouble> = {}) => ({
    troubles: [aTrouble(action, given)],
  });

  it('are pushed, then proposed', () => {
    expect(published()).toEqual([push]);
    expect(published({ pushedSha: 'other' })).toEqual([push]);
    expect(published({ pushedSha: sha })).toEqual([open]);
  });

  it('wait after trouble, which is shown once, and are tried again', () => {
    const hold = 'the worker ended with commits; publishing failed: it did not work';
    expect(published(trouble('push-branch'))).toEqual([{ kind: 'record-facts', issue: 7, patch: { hold } }]);
    expect(published({ ...trouble('push-branch'), hold })).toEqual([]);
    expect(published({ ...trouble('push-branch'), hold }, at(29))).toEqual([push]);
    expect(published({ ...trouble('open-pull-request'), pushedSha: sha }, at(29))).toEqual([open]);
  });

  it('honour the time that GitHub asked for', () => {
    const given = { ...trouble('open-pull-request', { retryAfterMs: 90_000 }), pushedSha: sha };
    expect(published(given, at(88)).map(({ kind }) => kind)).toEqual(['record-facts']);
    expect(published(given, at(89))).toEqual([open]);
  });

  it('mind trouble of another kind not', () => {
    expect(published(trouble('write-comment', { class: 'permanent' }))).toEqual([push]);
  });

  it.each([
    ['for good', { class: 'permanent' }, at(0)],
    ['eight times', { tries: 8 }, at(9_999)],
  ] satisfies readonly (readonly [string, Partial<Trouble>, Attempt['startedAt']])[])(
    'fail when publishing failed %s, and say where the work is',
    (_, given, now) => {
      expect(published(trouble('push-branch', given), now)).toMatchObject([
        {
          change: {
            to: 'failed',
            reason: 'the work is on rpi/gh-7, but could not be published: it did not work',
          },
          attempt: { patch: { result: 'not published' } },
        },
      ]);
    },
  );
});

describe('a question', () => {
  it.each([
    ['\n\n  Which one?  \nmore', 'Which one?'],
    ['', 'BLOCKED.md'],
    ['   \n', 'BLOCKED.md'],
    [`${'word '.repeat(39)}${'x'.repeat(30)}`, 'word '.repeat(39).trim()],
    ['x'.repeat(300), 'BLOCKED.md'],
  ])('%j is shown by its first line', (blockedFile, reason) => {
    const world = { tasks: [aTaskWith(anEndedAttempt())], worktrees: { 7: { blockedFile } } };
    expect(stepsOf(world)).toMatchObject([{ change: { to: 'blocked', reason } }]);
  });
});
