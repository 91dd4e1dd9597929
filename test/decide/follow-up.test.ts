import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/model/action.ts';
import type { Feedback, FollowUpMemory, PullStanding } from '../../src/model/follow-up.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anEndedAttempt,
  aTask,
  aTaskWith,
  aTrouble,
  at,
  type GivenTask,
  theIssue,
} from '../support/remembered.ts';
import { anIssue, aPull, type GivenWorld, someWork, stepsOf } from '../support/snapshots.ts';

const settings = settingsOf({ followUp: { checks: true, reviews: true, maxRounds: 3 } });

const open = { number: 70, url: 'https://github.com/acme/api/pull/70', state: 'open' } as const;

const aCheck = (given: Partial<Feedback> = {}): Feedback => ({
  kind: 'check',
  key: 'check aa 1',
  title: 'check build failed',
  text: '',
  jobId: 1,
  saidAtMs: null,
  ...given,
});

const aReview = (given: Partial<Feedback> = {}): Feedback =>
  aCheck({ kind: 'review', key: 'review 1', title: 'changes requested by mona', jobId: null, ...given });

const aStanding = (given: Partial<PullStanding> = {}): PullStanding => ({
  pull: 70,
  headSha: 'a'.repeat(40),
  round: 1,
  pending: [],
  pendingSince: null,
  feedback: [aCheck()],
  ...given,
});

const aFollowUp = (given: Partial<FollowUpMemory> = {}): FollowUpMemory => ({
  pull: 70,
  rounds: 1,
  answered: ['check aa 1'],
  told: [],
  unmoved: [],
  headSha: 'a'.repeat(40),
  left: null,
  ...given,
});

/** Completed, its pull request open. */
const done = (given: GivenTask = {}): TaskMemory =>
  aTask({ state: 'completed', reason: 'PR #70', pullRequest: open, ...given });

const worldOf = (standing: PullStanding | string, given: GivenTask = {}): GivenWorld => ({
  tasks: [done(given)],
  pulls: [aPull()],
  followUps: { [theIssue]: standing },
});

/** One line for each step: where it goes, or what is remembered. */
const told = (actions: readonly Action[]): readonly string[] =>
  actions.map((action) => {
    if (action.kind === 'record-change') return `${action.change.to}: ${action.change.reason}`;
    return action.kind === 'record-facts' ? `hold: ${action.patch?.hold}` : action.kind;
  });

const round1 = 'queued: follow-up 1 of 3 of PR #70: check build failed';
const pending = { pending: ['lint', 'test'], pendingSince: at(-60) };
const justNow = at(-10).atMs;

describe('what comes back', () => {
  const table: readonly (readonly [string, GivenWorld, readonly string[]])[] = [
    ['a failing check', worldOf(aStanding()), [round1]],
    ['nothing', worldOf(aStanding({ feedback: [] })), []],
    ['a look that failed', worldOf('no answer'), []],
    ['a look of an earlier round', worldOf(aStanding({ round: 0 })), []],
    ['a look at another pull request', worldOf(aStanding({ pull: 69 })), []],
    [
      'all at once',
      worldOf(aStanding({ feedback: [aCheck(), aReview()] })),
      [`${round1}; changes requested by mona`],
    ],
    [
      'checks under way are waited for',
      worldOf(aStanding(pending)),
      ['hold: waiting for checks of its pull request: lint, test'],
    ],
    [
      'checks under way, with nothing else, are said too',
      worldOf(aStanding({ ...pending, feedback: [] })),
      ['hold: waiting for checks of its pull request: lint, test'],
    ],
    ['but not for ever', worldOf(aStanding({ ...pending, pendingSince: at(-1900) })), [round1]],
    [
      'checks that never end hold up nothing',
      worldOf(aStanding({ ...pending, pendingSince: at(-1900), feedback: [] })),
      ['hold: checks of its pull request do not end: lint, test'],
    ],
    [
      'a reviewer may say more',
      worldOf(aStanding({ feedback: [aReview({ saidAtMs: justNow })] })),
      ['hold: waiting whether its reviewers say more'],
    ],
    [
      'a reviewer is done',
      worldOf(aStanding({ feedback: [aReview({ saidAtMs: at(-90).atMs })] })),
      ['queued: follow-up 1 of 3 of PR #70: changes requested by mona'],
    ],
    ['what a worker was told already', worldOf(aStanding(), { followUp: aFollowUp() }), []],
    [
      'a new word beside it',
      worldOf(aStanding({ feedback: [aCheck(), aReview()] }), { followUp: aFollowUp() }),
      ['queued: follow-up 2 of 3 of PR #70: changes requested by mona'],
    ],
    [
      'rounds of another pull request do not count',
      worldOf(aStanding(), { followUp: aFollowUp({ pull: 69, rounds: 3 }) }),
      [round1],
    ],
    [
      'all rounds are used',
      worldOf(aStanding({ feedback: [aReview()] }), { followUp: aFollowUp({ rounds: 3 }) }),
      ['hold: all 3 follow-up rounds are used, left to a person: changes requested by mona'],
    ],
    [
      'the worker did nothing about it',
      worldOf(aStanding(), { followUp: aFollowUp({ unmoved: ['check aa 1'] }) }),
      ['hold: a follow-up left the pull request as it was, left to a person: check build failed'],
    ],
    [
      'what was left is mended by somebody',
      worldOf(aStanding({ feedback: [] }), { hold: 'x', followUp: aFollowUp({ left: 'x' }) }),
      ['hold: null'],
    ],
    ['the coordinator ends', { ...worldOf(aStanding()), shuttingDown: true }, []],
    ['a task that was given up', worldOf(aStanding(), { state: 'cancelled' }), []],
  ];

  test.for(table)('%s', ([, world, expected]) => {
    expect(told(stepsOf(world, settings))).toEqual(expected);
  });

  test('nothing is decided while it is switched off, or the issue has lost its label', () => {
    expect(stepsOf(worldOf(aStanding()))).toEqual([]);
    const issue = { kind: 'present', row: anIssue({ labels: [] }) } as const;
    const world = {
      ...worldOf(aStanding(), { labelGone: true }),
      issues: [],
      confirmed: { [theIssue]: issue },
    };
    expect(stepsOf(world, settings)).toEqual([]);
  });

  test('a round keeps branch, pull request and what was answered, and counts attempts anew', () => {
    const [action] = stepsOf(worldOf(aStanding(), { pushedSha: 'p' }), settings);
    expect(action).toMatchObject({
      patch: {
        round: 2,
        pullRequest: open,
        pushedSha: 'p',
        followUp: { rounds: 1, answered: ['check aa 1'], told: [{ title: 'check build failed' }] },
      },
    });
  });

  test('a person’s retry begins anew; one of a follow-up that was stopped goes on with it', () => {
    const retry = { controls: [{ id: 1, kind: 'retry', issue: theIssue, reason: null, at: at(0) }] } as const;
    const [anew] = stepsOf({ ...worldOf(aStanding(), { followUp: aFollowUp() }), ...retry }, settings);
    expect(anew).toMatchObject({ patch: { pullRequest: null, followUp: { told: [], rounds: 1 } } });
    const followUp = aFollowUp({ told: [aCheck()] });
    const [goesOn] = stepsOf({ ...worldOf('x', { state: 'stopped', followUp }), ...retry }, settings);
    expect(goesOn).toMatchObject({ patch: { pullRequest: open } });
    expect(goesOn).not.toHaveProperty('patch.followUp');
  });
});

describe('the end of a follow-up', () => {
  const head = 'a'.repeat(40);
  const moved = 'b'.repeat(40);
  const prior = { number: 70, headSha: head, state: 'open' } as const;
  const followUp = aFollowUp({ told: [aCheck()] });
  const working = (code: number, given: GivenTask = {}): TaskMemory =>
    aTaskWith(anEndedAttempt({ code, round: 2, priorPull: prior }), {
      round: 2,
      pullRequest: open,
      baseSha: head,
      followUp,
      ...given,
    });
  const ended = (task: TaskMemory, given: GivenWorld = {}): readonly string[] =>
    told(stepsOf({ tasks: [task], pulls: [aPull()], ...given }, settings));
  const worktrees = (headSha: string) => ({ [theIssue]: { work: someWork({ commitCount: 2, headSha }) } });

  test('new commits are pushed to the same pull request, and then it is done', () => {
    expect(ended(working(0), { worktrees: worktrees(moved) })).toEqual(['push-branch']);
    expect(ended(working(0, { pushedSha: moved }), { worktrees: worktrees(moved) })).toEqual([
      'completed: PR #70, follow-up 1 of 3',
    ]);
  });

  test('what the worker pushed itself counts, whatever its exit code', () => {
    const pulls = [aPull({ headSha: moved })];
    expect(ended(working(1), { pulls, worktrees: worktrees(moved) })).toEqual([
      'completed: PR #70, follow-up 1 of 3',
    ]);
  });

  test('commits that the remote refuses are said, also where somebody else has pushed', () => {
    const troubles = [aTrouble('push-branch', { class: 'permanent' })];
    const world = { pulls: [aPull({ headSha: 'c'.repeat(40) })], worktrees: worktrees(moved) };
    expect(ended(working(0, { troubles }), world)).toEqual([
      'completed: PR #70, follow-up 1 of 3: its commits were not pushed',
    ]);
  });

  test('no commit is no failure: what was told is left to a person', () => {
    const world = { tasks: [working(0)], pulls: [aPull()], worktrees: worktrees(head) };
    const [action] = stepsOf(world, settings);
    expect(action).toMatchObject({
      change: { to: 'completed', reason: 'PR #70, follow-up 1 of 3: no new commit' },
      patch: {
        followUp: { told: [], unmoved: ['check aa 1'], left: expect.stringContaining('check build failed') },
      },
    });
  });

  test('a worker that fails is tried again, and its last failure keeps the pull request', () => {
    expect(ended(working(1))[0]).toMatch(/^queued: exited 1 \(attempt 1 of 3\)/);
    const attempts = [1, 2, 3].map((number) =>
      anEndedAttempt({ code: 1, number, round: 2, priorPull: prior }),
    );
    expect(ended(working(1, { attempts }))).toEqual([
      'completed: PR #70, its follow-up failed: exited 1 (attempt 3 of 3)',
    ]);
  });

  test('a pull request that was merged or closed meanwhile ends it, also before its worker starts', () => {
    expect(ended(working(0), { pulls: [aPull({ state: 'merged' })] })).toEqual([
      'completed: PR #70, follow-up 1 of 3',
    ]);
    const waiting = aTask({ state: 'queued', round: 2, pullRequest: open, followUp });
    const closed = { kind: 'present', row: anIssue({ state: 'closed' }) } as const;
    const world = { issues: [], confirmed: { [theIssue]: closed } };
    expect(ended(waiting, { ...world, pulls: [aPull({ state: 'merged' })] })).toEqual([
      'completed: PR #70 was merged',
    ]);
    expect(ended(waiting, { pulls: [aPull({ state: 'closed' })] })).toEqual([
      'completed: PR #70 was closed unmerged',
    ]);
    expect(ended(waiting, { pulls: 'no answer' })).toEqual(['preparing: attempt 1 of 3']);
  });

  test('nothing is concluded before GitHub was asked, or git has answered', () => {
    expect(ended(working(0), { polledAt: at(-60) })[0]).toMatch(
      /^hold: the worker ended; waiting for GitHub/,
    );
    const worktree = { [theIssue]: { work: null } };
    expect(ended(working(0), { worktrees: worktree })[0]).toMatch(/^hold: the worker ended; its worktree/);
  });
});
