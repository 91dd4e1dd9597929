import { describe, expect, it } from 'vitest';
import { factsOf, pullsAreFresh } from '../../src/decide/facts.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { anAttempt, anEndedAttempt, aTask, aTaskWith, at, runOf } from '../support/remembered.ts';
import { anIssue, aPull, aSnapshot, type GivenWorld } from '../support/snapshots.ts';

const factsIn = (world: GivenWorld, task: TaskMemory = aTask()) =>
  factsOf(task, aSnapshot({ tasks: [task], ...world }), 'rpi-auto');
const present = (given: Parameters<typeof anIssue>[0]): GivenWorld => ({
  issues: [],
  confirmed: { 7: { kind: 'present', row: anIssue(given) } },
});

describe('where the issue stands', () => {
  it.each([
    ['listed', {}],
    ['unknown', { polledAt: null }],
    ['unknown', { issues: 'no network' }],
    ['unknown', { issues: [] }],
    ['unknown', { issues: [], confirmed: { 7: 'no network' } }],
    ['unknown', { issues: 'no network', confirmed: { 7: { kind: 'gone' } } }],
    ['gone', { issues: [], confirmed: { 7: { kind: 'gone' } } }],
    ['closed', present({ state: 'closed' })],
    ['closed', present({ state: 'closed', labels: [] })],
    ['unlabelled', present({ labels: ['bug'] })],
    ['listed', present({ labels: ['bug', 'RPI-Auto'] })],
  ] satisfies readonly (readonly [string, GivenWorld])[])('%s: %j', (listing, world) => {
    expect(factsIn(world).listing).toBe(listing);
  });

  it('is taken from the list where list and confirmation differ', () => {
    const world = { ...present({ state: 'closed' }), issues: [anIssue({ title: 'New' })] };
    expect(factsIn(world)).toMatchObject({ listing: 'listed', row: { title: 'New' } });
  });
});

describe('the proof of completion', () => {
  const remembered = { number: 70, url: 'https://github.com/acme/api/pull/70', state: 'open' } as const;
  const headSha = 'a'.repeat(40);
  const first = aTaskWith(anAttempt());
  /** An attempt that began when this pull request was there. */
  const beside = (state: 'open' | 'merged' | 'closed') =>
    aTaskWith(anAttempt({ priorPull: { number: 70, headSha, state } }));

  it.each([
    ['one, before any attempt', aTask(), [aPull()], false],
    ['an open one, where there was none', first, [aPull()], true],
    ['a merged one, where there was none', first, [aPull({ state: 'merged' })], true],
    ['an open one that was there, also when it was commented', beside('open'), [aPull()], false],
    ['an open one with new commits', beside('open'), [aPull({ headSha: 'b'.repeat(40) })], true],
    ['one that was merged meanwhile', beside('open'), [aPull({ state: 'merged' })], true],
    ['a merged one that was there', beside('merged'), [aPull({ state: 'merged' })], false],
    ['one that was opened again', beside('closed'), [aPull()], true],
    ['an older one than that which was there', beside('merged'), [aPull({ number: 69 })], false],
    ['a closed one', aTask(), [aPull({ state: 'closed' })], false],
    ['one of another branch', aTask(), [aPull({ branch: 'rpi/gh-70' })], false],
    ['a closed one, and an open one', first, [aPull({ number: 71, state: 'closed' }), aPull()], true],
    [
      'a remembered one, as it was before the attempt',
      { ...beside('open'), pullRequest: remembered },
      [aPull()],
      true,
    ],
    ['a remembered one that is not on the list', aTask({ pullRequest: remembered }), [], true],
    [
      'a remembered one that was closed',
      aTask({ pullRequest: remembered }),
      [aPull({ state: 'closed' })],
      false,
    ],
    [
      'a remembered one, remembered as closed',
      aTask({ pullRequest: { ...remembered, state: 'closed' } }),
      [],
      false,
    ],
  ])('%s', (_, task, pulls, isProof) => {
    expect(factsIn({ pulls }, task).pull).toEqual(
      isProof ? expect.objectContaining({ number: 70, url: remembered.url }) : null,
    );
  });

  it('stays remembered while pull requests cannot be read', () => {
    expect(factsIn({ pulls: 'no network' }, aTask({ pullRequest: remembered })).pull).toEqual(remembered);
    expect(factsIn({ polledAt: null }, aTask({ pullRequest: remembered })).pull).toEqual(remembered);
  });
});

describe('what is known of the latest attempt', () => {
  it('is nothing before the first', () => {
    expect(factsIn({})).toMatchObject({ attempt: null, run: null, silentForMs: 0 });
  });

  it('is null while its run cannot be read', () => {
    expect(factsIn({ runs: { [runOf(7, 1)]: null } }, aTaskWith(anAttempt())).run).toBeNull();
  });

  it('is of the last one', () => {
    const attempts = [anEndedAttempt(), anAttempt({ number: 2 })];
    const silences = { [runOf(7, 1)]: 5, [runOf(7, 2)]: 6 };
    const facts = factsIn({ silences }, aTask({ attempts }));
    expect(facts).toMatchObject({ attempt: { number: 2 }, run: { kind: 'live' }, silentForMs: 6 });
  });
});

it('a worktree that nobody looked at is none', () => {
  const task = aTask();
  expect(factsOf(task, { ...aSnapshot(), worktrees: new Map() }, 'rpi-auto').worktree.exists).toBe(false);
});

describe('pull requests are fresh', () => {
  const attempt = anEndedAttempt({ endedAt: at(-10) });
  it.each([
    ['when asked for after the end', attempt, { polledAt: at(-9) }, true],
    ['when asked for at the end', attempt, { polledAt: at(-10) }, true],
    ['not when asked for before the end', attempt, { polledAt: at(-11) }, false],
    ['not when they cannot be read', attempt, { pulls: 'no network' }, false],
    ['not before the first poll', attempt, { polledAt: null }, false],
    ['not while the worker lives', anAttempt(), {}, false],
    ['whatever the wall clock did', attempt, { polledAt: { ...at(-9), atMs: 0 } }, true],
  ] satisfies readonly (readonly [string, typeof attempt, GivenWorld, boolean])[])(
    '%s',
    (_, one, world, isFresh) => {
      expect(pullsAreFresh(one, aSnapshot(world))).toBe(isFresh);
    },
  );
});
