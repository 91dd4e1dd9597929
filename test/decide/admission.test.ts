import { describe, expect, it } from 'vitest';
import { admit, isActive } from '../../src/decide/admission.ts';
import { factsOf } from '../../src/decide/facts.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, anEndedAttempt, aTask, aTaskWith, at, type GivenTask } from '../support/remembered.ts';
import { anIssue, aSnapshot, aStopFile, type GivenWorld } from '../support/snapshots.ts';

/** Issue -> slot, or why it waits. */
const admitted = (world: GivenWorld, settings: Settings = settingsOf()) => {
  const snapshot = aSnapshot(world);
  const facts = snapshot.memory.tasks.map((task) => factsOf(task, snapshot, settings.github.label));
  return Object.fromEntries(
    [...admit(facts, snapshot, settings)].map(([issue, one]) => [
      issue,
      one.kind === 'start' ? one.slot : one.hold,
    ]),
  );
};
const queued = (...issues: readonly number[]) => issues.map((issue) => aTask({ issue }));
const running = (issue: number, slot: number) => aTaskWith(anAttempt({ issue, slot }), { slot });
const withMax = (max: number) => settingsOf({ workers: { max } });
const delayed = settingsOf({ workers: { max: 3, startupDelayMs: 30_000 } });
const waiting = 'waiting for a worker';
const waitingForDelay = 'waiting for workers.startupDelay';
const waitingForGitHub = 'waiting for GitHub to confirm that the issue is still open and labelled';

describe('places', () => {
  it('go to those whose turn it is, lowest first', () => {
    const tasks = [...queued(1, 2), aTask({ issue: 3, labelPriority: 0 }), aTask({ issue: 4, order: 0 })];
    expect(admitted({ tasks })).toEqual({ 4: 0, 3: 1, 1: 2, 2: waiting });
  });

  it('are those that nobody has', () => {
    expect(admitted({ tasks: [running(1, 0), running(2, 2), ...queued(3, 4)] })).toEqual({
      3: 1,
      4: waiting,
    });
    expect(admitted({ tasks: [running(1, 2), ...queued(3, 4, 5)] })).toEqual({ 3: 0, 4: 1, 5: waiting });
  });

  it('are given by no more than workers.max, although it was lowered while workers run', () => {
    const tasks = [running(1, 4), running(2, 1), ...queued(3)];
    expect(admitted({ tasks }, withMax(2))).toEqual({ 3: waiting });
    expect(admitted({ tasks: [running(1, 4), ...queued(3, 4)] }, withMax(2))).toEqual({ 3: 0, 4: waiting });
    expect(
      admitted({ tasks: [running(1, 0), running(2, 1), running(4, 2), ...queued(3)] }, withMax(1)),
    ).toEqual({
      3: waiting,
    });
  });

  it.each(['preparing', 'running', 'timing_out', 'stopping', 'zombie'] satisfies readonly TaskState[])(
    'are used by a task that is %s',
    (state) => {
      const tasks = [aTask({ issue: 1, state, slot: 0 }), ...queued(2)];
      expect(admitted({ tasks }, withMax(1))).toEqual({ 2: waiting });
      expect(admitted({ tasks }, withMax(2))).toEqual({ 2: 1 });
    },
  );

  it.each(['blocked', 'completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[])(
    'are not used by a task that is %s, unless its worker lives',
    (state) => {
      const task = (given: GivenTask) => aTask({ issue: 1, state, slot: 0, ...given });
      const ended = task({ attempts: [anEndedAttempt({ issue: 1 })] });
      const lingering = task({ attempts: [anAttempt({ issue: 1 })] });
      expect([isActive(ended), isActive(lingering)]).toEqual([false, true]);
      expect(admitted({ tasks: [ended, ...queued(2)] }, withMax(1))).toEqual({ 2: 0 });
      expect(admitted({ tasks: [lingering, ...queued(2)] }, withMax(1))).toEqual({ 2: waiting });
    },
  );

  it('are not given twice to one task: its worker has to end first', () => {
    expect(admitted({ tasks: [aTaskWith(anAttempt(), { state: 'queued' })] })).toEqual({});
  });
});

describe('a task waits', () => {
  it('while a worker that nobody remembers is still at it', () => {
    expect(admitted({ tasks: queued(7, 8), strays: { 7: 'a worker still runs' } })).toEqual({
      7: 'a worker still runs',
      8: 0,
    });
  });

  it.each([
    [
      'for its backoff',
      { tasks: [aTask({ notBefore: { from: at(0), waitMs: 90_000 } })] },
      'next try at 14:01 UTC',
    ],
    [
      'for its backoff past midnight',
      { tasks: [aTask({ notBefore: { from: at(0), waitMs: 10 * 3_600_000 } })] },
      'next try at 00:00 UTC',
    ],
    [
      'for its blockers',
      { tasks: [aTask()], issues: [anIssue({ openBlockerCount: 2 })] },
      'waiting for 2 open issues (blocked by)',
    ],
    [
      'while STOP lies in its worktree',
      { tasks: [aTask()], worktrees: { 7: { stopFile: aStopFile() } } },
      'STOP file in the worktree of gh-7',
    ],
    ['before the first poll', { tasks: [aTask()], polledAt: null }, waitingForGitHub],
    ['while issues cannot be listed', { tasks: [aTask()], issues: 'no network' }, waitingForGitHub],
    ['while it is not on the list', { tasks: [aTask()], issues: [] }, waitingForGitHub],
    ['when the coordinator ends', { tasks: [aTask()], shuttingDown: true }, 'the coordinator is stopping'],
  ] satisfies readonly (readonly [string, GivenWorld, string])[])('%s', (_, world, hold) => {
    expect(admitted(world)).toEqual({ 7: hold });
  });

  it.each([
    ['its backoff is over', { tasks: [aTask({ notBefore: { from: at(-90), waitMs: 90_000 } })] }],
    ['its blockers are closed', { tasks: [aTask()], issues: [anIssue({ openBlockerCount: 0 })] }],
    [
      'nobody says whether it is blocked',
      { tasks: [aTask()], issues: [anIssue({ openBlockerCount: null })] },
    ],
    ['pull requests cannot be listed', { tasks: [aTask()], pulls: 'no network' }],
    [
      'it was confirmed by number',
      { tasks: [aTask()], issues: [], confirmed: { 7: { kind: 'present', row: anIssue() } } },
    ],
  ] satisfies readonly (readonly [string, GivenWorld])[])('no more when %s', (_, world) => {
    expect(admitted(world)).toEqual({ 7: 0 });
  });

  it('on the uptime of the machine, not on its wall clock', () => {
    const tasks = [aTask({ notBefore: { from: at(-10), waitMs: 60_000 } })];
    expect(admitted({ tasks, now: { ...at(0), atMs: at(9_000).atMs } })).toEqual({
      7: 'next try at 14:00 UTC',
    });
    expect(admitted({ tasks, now: { ...at(60), atMs: at(-9_000).atMs } })).toEqual({ 7: 0 });
  });

  it('without taking the place of those who need not', () => {
    const tasks = [aTask({ issue: 1, order: 0 }), aTask({ issue: 2, order: 1 })];
    const issues = [anIssue({ number: 1, openBlockerCount: 1 }), anIssue({ number: 2 })];
    expect(admitted({ tasks, issues }, withMax(1))).toEqual({
      1: 'waiting for 1 open issue (blocked by)',
      2: 0,
    });
  });
});

describe('workers.startupDelay', () => {
  it('lets one start at a time', () => {
    expect(admitted({ tasks: queued(1, 2, 3) }, delayed)).toEqual({
      1: 0,
      2: waitingForDelay,
      3: waitingForDelay,
    });
  });

  it('holds the next back while one is being prepared: that one has not started yet', () => {
    const tasks = [aTask({ issue: 1, state: 'preparing', slot: 0 }), ...queued(2)];
    expect(admitted({ tasks }, delayed)).toEqual({ 2: waitingForDelay });
    expect(admitted({ tasks })).toEqual({ 2: 1 });
  });

  it('is counted from the last start', () => {
    const tasks = [running(1, 0), ...queued(2)];
    expect(admitted({ tasks, lastStartAt: at(-29) }, delayed)).toEqual({ 2: waitingForDelay });
    expect(admitted({ tasks, lastStartAt: at(-30) }, delayed)).toEqual({ 2: 1 });
    expect(admitted({ tasks, lastStartAt: at(0) })).toEqual({ 2: 1 });
  });
});
