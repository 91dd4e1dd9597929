import { describe, expect, it } from 'vitest';
import { circlesOf, linkWaitsOf } from '../../src/decide/links.ts';
import type { LinkedIssue } from '../../src/model/links.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask } from '../support/remembered.ts';
import { anIssue, aSnapshot, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const ours = (...numbers: readonly number[]): LinkedIssue[] =>
  numbers.map((number) => ({ repository: null, number }));
const foreign: LinkedIssue = { repository: 'acme/other', number: 3 };
const blocked = (...blockers: readonly LinkedIssue[]) => ({ blockers, children: [] });

/** Queued tasks, each with its open blockers. */
const worldOf = (blockers: Readonly<Record<number, readonly LinkedIssue[]>>): GivenWorld => {
  const numbers = Object.keys(blockers).map(Number);
  return {
    tasks: numbers.map((issue) => aTask({ issue })),
    issues: numbers.map((number) => anIssue({ number, openBlockerCount: blockers[number]?.length ?? 0 })),
    links: Object.fromEntries(numbers.map((number) => [number, blocked(...(blockers[number] ?? []))])),
  };
};

/** Issue -> why it is held back; those that start are left out. */
const holdsOf = (world: GivenWorld, settings = settingsOf()) =>
  Object.fromEntries(
    stepsOf(world, settings).flatMap((action) =>
      action.kind === 'record-facts' ? [[action.issue, action.patch?.hold]] : [],
    ),
  );

describe('open blockers hold a task back', () => {
  it('by name, those of other repositories too', () => {
    expect(holdsOf(worldOf({ 7: [...ours(450), foreign] }))).toEqual({
      7: 'waiting for gh-450 (blocked by), acme/other#3',
    });
  });

  it('by number while nobody tells which, and those that this token cannot see', () => {
    const world = worldOf({ 7: ours(1, 2) });
    expect(holdsOf({ ...world, links: { 7: '502' } })).toEqual({
      7: 'waiting for 2 open issues (blocked by)',
    });
    expect(holdsOf({ ...world, links: { 7: blocked(...ours(1)) } })).toEqual({
      7: 'waiting for gh-1 (blocked by) and 1 more',
    });
  });

  it('no more as soon as the list counts none, whatever was told before', () => {
    const issues = [anIssue({ openBlockerCount: 0 })];
    expect(stepsOf({ ...worldOf({ 7: ours(1) }), issues })).toMatchObject([{ change: { to: 'preparing' } }]);
  });
});

describe('sub-issues hold their parent back', () => {
  const children = [...ours(8, 9), foreign];
  const world: GivenWorld = {
    tasks: [aTask()],
    issues: [anIssue({ openChildCount: 2 }), anIssue({ number: 8 })],
    links: { 7: { blockers: [], children } },
    knownIssues: new Set([7, 8]),
  };
  const ignoring = settingsOf({ intake: { subIssues: 'ignore' } });

  it('those that are open and labelled', () => {
    expect(holdsOf(world)).toEqual({ 7: 'waiting for gh-8 (sub-issue), acme/other#3' });
    const both = { ...world, links: { 7: { blockers: ours(5), children } } };
    expect(holdsOf({ ...both, issues: [anIssue({ openChildCount: 1, openBlockerCount: 1 })] })).toEqual({
      7: 'waiting for gh-5 (blocked by), acme/other#3 (sub-issue)',
    });
  });

  it('also while nobody tells which they are', () => {
    expect(holdsOf({ ...world, links: {} })).toEqual({
      7: 'waiting for GitHub to tell which sub-issues are open',
    });
  });

  it('not when none is labelled, or when they are to be ignored', () => {
    const unlabelled = { ...world, links: { 7: { blockers: [], children: ours(9) } } };
    expect(stepsOf(unlabelled)).toMatchObject([{ change: { to: 'preparing' } }]);
    expect(stepsOf(world, ignoring)).toMatchObject([{ change: { to: 'preparing' } }]);
  });
});

describe('a circle', () => {
  it('is named at each of its tasks, and not at those that wait for it', () => {
    expect(holdsOf(worldOf({ 1: ours(2), 2: ours(1), 3: ours(1) }))).toEqual({
      1: 'waiting for gh-2 (blocked by), which waits for gh-1: a circle',
      2: 'waiting for gh-1 (blocked by), which waits for gh-2: a circle',
      3: 'waiting for gh-1 (blocked by)',
    });
  });

  it('is the shortest one, told apart from what else is waited for', () => {
    expect(
      holdsOf(worldOf({ 1: ours(2, 9), 2: ours(3, 4), 3: ours(1), 4: ours(5), 5: ours(1) })),
    ).toMatchObject({
      1: 'waiting for gh-2 (blocked by), gh-9; gh-2 waits for gh-3, which waits for gh-1: a circle',
      3: 'waiting for gh-1 (blocked by), which waits for gh-2, which waits for gh-3: a circle',
    });
  });

  it('is none where one of them works already', () => {
    const world = worldOf({ 1: ours(2), 2: ours(1) });
    const tasks = [aTask({ issue: 1 }), aTask({ issue: 2, state: 'preparing', slot: 0 })];
    expect(holdsOf({ ...world, tasks })).toMatchObject({ 1: 'waiting for gh-2 (blocked by)' });
  });

  it('is listed once', () => {
    const waitsOf = (world: GivenWorld) =>
      linkWaitsOf({ snapshot: aSnapshot(world), settings: settingsOf() });
    const world = worldOf({ 1: ours(2), 2: ours(1), 3: ours(4), 4: ours(5), 5: ours(3), 6: ours(1) });
    expect(circlesOf(waitsOf(world))).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(circlesOf(waitsOf(worldOf({ 1: [{ repository: 'acme/other', number: 1 }] })))).toEqual([]);
  });
});
