import { describe, expect, it } from 'vitest';
import type { TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anEndedAttempt, aStop, aTask, aTaskWith, at, type GivenTask } from '../support/remembered.ts';
import { aLabelling, anIssue, aPull, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const terminal = ['completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[];
const remembered = { number: 70, url: 'https://github.com/acme/api/pull/70', state: 'open' } as const;
const offList = (row: Parameters<typeof anIssue>[0]): GivenWorld => ({
  issues: [],
  confirmed: { 7: { kind: 'present', row: anIssue(row) } },
});

it.each(terminal)('a task that is %s stays so in a quiet world', (state) => {
  expect(stepsOf({ tasks: [aTaskWith(anEndedAttempt(), { state })] })).toEqual([]);
});

describe('a blocked task', () => {
  const blocked = aTaskWith(anEndedAttempt(), { state: 'blocked' });
  const seen = (worktree: object) => stepsOf({ tasks: [blocked], worktrees: { 7: worktree } });

  it('waits while the question is there, or its worktree is not', () => {
    expect(seen({ blockedFile: 'Why?' })).toEqual([]);
    expect(seen({ blockedFile: '' })).toEqual([]);
    expect(seen({ exists: false })).toEqual([]);
  });

  it('goes on in a new round when the question was taken away', () => {
    expect(seen({})).toMatchObject([{ change: { from: 'blocked', to: 'queued' }, patch: { round: 2 } }]);
  });
});

describe('the label put on again', () => {
  const labelledAt = (seconds: number, trusted = true) => ({
    labellings: { 7: aLabelling({ login: 'ann', trusted, atMs: at(seconds).atMs }) },
  });
  const done = (given: GivenTask = {}) => aTask({ state: 'failed', since: at(-600), ...given });
  const tried = (given: GivenTask, world: GivenWorld) =>
    stepsOf({ tasks: [done(given)], ...world }).length > 0;

  it('is a retry, which a STOP file from before does not hold back', () => {
    expect(stepsOf({ tasks: [done()], ...labelledAt(-5) })).toMatchObject([
      {
        change: { to: 'queued', reason: 'labelled again by ann' },
        patch: { round: 2, approval: { login: 'ann', atMs: at(-5).atMs }, stopOverruledAtMs: at(0).atMs },
      },
    ]);
  });

  it.each([
    ['since the task ended', {}, labelledAt(-599), true],
    ['before the task ended, and never gone', {}, labelledAt(-601), false],
    ['since, by a clock that is behind ours', {}, { ...labelledAt(-899), aheadMs: -300_000 }, true],
    ['before, by a clock that is ahead of ours', {}, { ...labelledAt(-301), aheadMs: 300_000 }, false],
    ['before the task ended, but gone since', { labelGone: true }, labelledAt(-601), true],
    ['as it was when the task was approved', { labelGone: true }, labelledAt(-3_600), false],
    ['by somebody who may not', { labelGone: true }, labelledAt(-5, false), false],
    ['by nobody knows whom', { labelGone: true }, { labellings: { 7: 'no network' } }, false],
    ['before the first poll', { labelGone: true }, { polledAt: null }, false],
  ] satisfies readonly (readonly [string, GivenTask, GivenWorld, boolean])[])(
    '%s',
    (_, given, world, isTried) => {
      expect(tried(given, world)).toBe(isTried);
    },
  );
});

describe('the label gone', () => {
  const noted = [{ kind: 'record-facts', issue: 7, patch: { labelGone: true } }];
  it.each([
    ['taken off', offList({ labels: [] })],
    ['closed', offList({ state: 'closed' })],
    ['deleted', { issues: [], confirmed: { 7: { kind: 'gone' } } }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('is noted once: %s', (_, world) => {
    expect(stepsOf({ tasks: [aTask({ state: 'failed' })], ...world })).toEqual(noted);
    expect(stepsOf({ tasks: [aTask({ state: 'failed', labelGone: true })], ...world })).toEqual([]);
  });

  it('is not concluded from a list alone', () => {
    for (const world of [{ issues: [] }, { issues: 'no network' }, { polledAt: null }])
      expect(stepsOf({ tasks: [aTask({ state: 'failed' })], ...world })).toEqual([]);
  });
});

describe("a task that the coordinator's own end had stopped", () => {
  const stopped = (cause: 'shutdown' | 'stop', given: GivenTask = {}) =>
    aTaskWith(anEndedAttempt({ stop: aStop(cause) }), { state: 'stopped', ...given });

  it('goes on at the next start', () => {
    expect(stepsOf({ tasks: [stopped('shutdown')] })).toMatchObject([{ change: { to: 'queued' } }]);
  });

  it.each([
    ['when a person stopped it', { tasks: [stopped('stop')] }],
    ['while the coordinator ends', { tasks: [stopped('shutdown')], shuttingDown: true }],
    ['before GitHub says that it is still wanted', { tasks: [stopped('shutdown')], polledAt: null }],
    ['when that was an earlier round', { tasks: [stopped('shutdown', { round: 2 })] }],
    ['when it was cancelled meanwhile', { tasks: [stopped('shutdown', { state: 'cancelled' })] }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('not %s', (_, world) => {
    expect(stepsOf(world)).toEqual([]);
  });
});

describe('the pull request of a finished task', () => {
  const completed = aTask({ state: 'completed', pullRequest: remembered });
  it.each([
    ['merged', 'a'.repeat(40)],
    ['closed', null],
  ] as const)('is shown as %s', (state, mergedSha) => {
    const patch = { pullRequest: { ...remembered, state }, mergedSha, removal: null };
    expect(stepsOf({ tasks: [completed], pulls: [aPull({ state })] })).toEqual([
      { kind: 'record-facts', issue: 7, patch },
    ]);
  });

  it.each([
    ['it is as it was', { pulls: [aPull()] }],
    ['it is not on the list', {}],
    ['pull requests cannot be read', { pulls: 'no network' }],
    ['before the first poll', { polledAt: null }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('stays when %s', (_, world) => {
    expect(stepsOf({ tasks: [completed], ...world })).toEqual([]);
  });
});

describe('what the issue says', () => {
  it.each([...terminal, 'queued', 'running'] as const)('is followed when %s: title and priority', (state) => {
    const task = state === 'running' ? aTaskWith(anEndedAttempt()) : aTask({ state });
    const issues = [anIssue({ title: 'New', labels: ['rpi-auto', 'p0'] })];
    expect(stepsOf({ tasks: [task], issues })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { title: 'New', labelPriority: 0 } },
    ]);
  });
});

it('the label may be spelled in any case', () => {
  const settings = settingsOf({ github: { label: 'RPI-AUTO' } });
  expect(
    stepsOf(
      { tasks: [aTask({ state: 'blocked' })], ...offList({}), worktrees: { 7: { blockedFile: '?' } } },
      settings,
    ),
  ).toEqual([]);
});
