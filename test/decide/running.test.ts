import { describe, expect, it } from 'vitest';
import type { Attempt, RunSeen } from '../../src/model/attempt.ts';
import { noLimits } from '../support/no-limits.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  aStop,
  aTask,
  aTaskWith,
  at,
  aWish,
  exitOf,
  type GivenTask,
  runOf,
} from '../support/remembered.ts';
import { aLook, anIssue, aPull, aStopFile, type GivenWorld, planOf, stepsOf } from '../support/snapshots.ts';

const run = runOf(7, 1);
const task = (attempt: Partial<Attempt> = {}, given: GivenTask = {}) => aTaskWith(anAttempt(attempt), given);
const attemptPatch = (patch: object) => [{ kind: 'record-facts', issue: 7, attempt: { run, patch } }];
const seen = (value: RunSeen | null): GivenWorld => ({ tasks: [task()], runs: { [run]: value } });
const stateIn = (world: GivenWorld, settings = settingsOf()) =>
  stepsOf(world, settings).map((action) =>
    action.kind === 'record-change' ? `${action.change.to}: ${action.change.reason}` : action.kind,
  );
const looks = { [run]: aLook() };
const hours = (count: number) => at(-count * 3_600 - 1);

describe('a worker that lives and talks', () => {
  it('is left alone', () => {
    expect(stepsOf({ tasks: [task()] })).toEqual([]);
  });

  it('is named by the pid that its runner tells', () => {
    expect(stepsOf(seen({ kind: 'live', workerPid: 5, lastOutputAtMs: null }))).toEqual(
      attemptPatch({ workerPid: 5 }),
    );
  });

  it('is left alone while its run cannot be read, however late it is', () => {
    const tasks = [task({ startedAt: hours(99) })];
    expect(stepsOf({ tasks, runs: { [run]: null } })).toEqual([]);
  });

  it('is waited for after it opened a pull request', () => {
    expect(stepsOf({ tasks: [task()], pulls: [aPull()] })).toEqual([]);
  });

  it('has its limits although it opened a pull request', () => {
    expect(stateIn({ tasks: [task()], pulls: [aPull()], silences: { [run]: 600_001 }, looks })).toEqual([
      'timing_out: stalled: no output for 10m, no commit and no changed file',
    ]);
  });

  it('goes on when the coordinator ends with shutdown: detach', () => {
    const world = { tasks: [task()], shuttingDown: true };
    expect(stepsOf(world, settingsOf({ shutdown: 'detach' }))).toEqual([]);
  });
});

describe('limits of the whole tree', () => {
  const gib = 2 ** 30;
  const limited = settingsOf({
    workers: { limits: { ...noLimits, memoryBytes: 8 * gib, processCount: 20 } },
  });
  const using = (processCount: number, residentBytes: number): GivenWorld => ({
    tasks: [task()],
    trees: { [run]: { processCount, residentBytes } },
  });

  it('are kept up to their last byte and process', () => {
    expect(stepsOf(using(20, 8 * gib), limited)).toEqual([]);
    expect(stepsOf(using(9999, 99 * gib))).toEqual([]);
  });

  it('end the worker like a time-out; the reason is stable, the evidence says how much it was', () => {
    expect(stepsOf(using(20, 9.04 * gib), limited)).toEqual([
      {
        kind: 'record-change',
        change: {
          issue: 7,
          from: 'running',
          to: 'timing_out',
          reason: 'memory: over workers.limits.memory (8 GiB)',
          evidence: [
            {
              kind: 'process',
              atMs: at(0).atMs,
              text: 'its processes held 9 GiB of memory in two looks in a row',
            },
          ],
        },
        patch: { hold: null },
        attempt: {
          run,
          patch: {
            stop: {
              cause: 'limits',
              reason: 'memory: over workers.limits.memory (8 GiB)',
              at: at(0),
              sentAt: null,
            },
          },
        },
      },
    ]);
    expect(stateIn(using(21, 0), limited)).toEqual([
      'timing_out: processes: over workers.limits.processes (20)',
    ]);
  });

  it('mean nothing while usage, or the run itself, cannot be read', () => {
    expect(stepsOf({ tasks: [task()] }, limited)).toEqual([]);
    expect(stepsOf({ ...using(99, 99 * gib), runs: { [run]: null } }, limited)).toEqual([]);
  });

  it('cost an attempt', () => {
    const stop = aStop('limits', { reason: 'memory: over workers.limits.memory (8 GiB)' });
    const ended = task({
      phase: 'ended',
      endedAt: at(-10),
      stop,
      end: { kind: 'exited', exit: exitOf(137, 'term') },
    });
    const tasks = [{ ...ended, recorded: { ...ended.recorded, state: 'timing_out' as const } }];
    expect(stateIn({ tasks }, limited)).toEqual([
      expect.stringMatching(
        /^queued: memory: over workers.limits.memory \(8 GiB\) \(attempt 1 of 3\), next try at/,
      ),
    ]);
  });
});

describe('who is asked to end', () => {
  const closed: GivenWorld = {
    issues: [],
    confirmed: { 7: { kind: 'present', row: anIssue({ state: 'closed' }) } },
  };
  const stopFile = { worktrees: { 7: { stopFile: aStopFile(' \n') } } };

  it.each([
    [
      'a cancel before all',
      { tasks: [task({}, { wish: aWish('cancel') })], ...stopFile },
      'coordinator cancel',
    ],
    [
      'a closed issue before a stop',
      { tasks: [task({}, { wish: aWish('stop') })], ...closed },
      'the issue was closed',
    ],
    [
      'a wish before a STOP file',
      { tasks: [task({}, { wish: aWish('kill') })], ...stopFile },
      'coordinator kill',
    ],
    [
      'a STOP file before the end of the coordinator',
      { tasks: [task()], ...stopFile, shuttingDown: true },
      'STOP file',
    ],
    ['before any limit', { tasks: [task({ startedAt: hours(99) })], ...stopFile }, 'STOP file'],
    [
      'a cancel although there is a pull request',
      { tasks: [task({}, { wish: aWish('cancel') })], pulls: [aPull()] },
      'coordinator cancel',
    ],
  ] satisfies readonly (readonly [string, GivenWorld, string])[])('%s', (_, world, reason) => {
    expect(stateIn(world)).toEqual([`stopping: ${reason}`]);
  });

  it('not a worker whose merged pull request closed the issue', () => {
    expect(stepsOf({ tasks: [task()], ...closed, pulls: [aPull({ state: 'merged' })] })).toEqual([]);
  });

  it('not a worker whose closed issue may have been closed by a pull request that cannot be seen', () => {
    expect(stepsOf({ tasks: [task()], ...closed, pulls: 'no network' })).toEqual([]);
  });

  it('not a worker whose issue cannot be found', () => {
    for (const world of [{ polledAt: null }, { issues: 'no network' }, { issues: [] }])
      expect(stepsOf({ tasks: [task()], ...world })).toEqual([]);
  });
});

describe('a worker that has ended', () => {
  it('is remembered first, then judged', () => {
    const exit = { code: 0, why: 'self', durationMs: 5 } as const;
    expect(stepsOf(seen({ kind: 'ended', exit }))).toEqual(
      attemptPatch({ phase: 'ended', endedAt: at(0), end: { kind: 'exited', exit } }),
    );
  });

  it('is asked about on GitHub soon, until the answer is fresh', () => {
    const ended = task({ phase: 'ended', endedAt: at(0), end: { kind: 'lost', why: 'gone' } });
    expect(planOf({ tasks: [ended] }).pollSoon).toBe(true);
    expect(planOf({ tasks: [ended], now: at(5), polledAt: at(1) }).pollSoon).toBe(false);
    expect(planOf({ tasks: [task()] }).pollSoon).toBe(false);
    expect(planOf({ tasks: [{ ...ended, recorded: aTask({ state: 'failed' }).recorded }] }).pollSoon).toBe(
      false,
    );
  });

  it('and a person stopped meanwhile is not tried again', () => {
    const ended = { phase: 'ended', endedAt: at(-5), end: { kind: 'lost', why: 'gone' } } as const;
    expect(stateIn({ tasks: [task(ended, { wish: aWish('stop') })] })).toEqual([
      'stopping: coordinator stop',
    ]);
    expect(stateIn({ tasks: [task(ended)], shuttingDown: true })).toEqual([
      'queued: exit unknown: gone (attempt 1 of 3), next try at 14:00 UTC',
    ]);
    expect(stateIn({ tasks: [task(ended, { wish: aWish('stop') })], pulls: [aPull()] })).toEqual([
      'completed: PR #70',
    ]);
  });
});
