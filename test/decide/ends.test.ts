import { describe, expect, it } from 'vitest';
import { endOf, masterlessBecause, neverClaimed } from '../../src/decide/ends.ts';
import type { RunSeen } from '../../src/model/attempt.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, aTaskWith, at, exitOf, runOf } from '../support/remembered.ts';
import { aSnapshot, stepsOf } from '../support/snapshots.ts';

const context = { snapshot: aSnapshot(), settings: settingsOf() };
const aged = (seconds: number) => anAttempt({ startedAt: at(-seconds) });
const pending: readonly (RunSeen | null)[] = [
  null,
  { kind: 'absent' },
  { kind: 'unclaimed' },
  { kind: 'claimed' },
  { kind: 'live', workerPid: 1, lastOutputAtMs: null },
  { kind: 'draining', exit: exitOf(0), runnerAlive: true },
  { kind: 'orphaned', pids: [1] },
  { kind: 'garbled', file: 'exit' },
];

describe('an attempt is final', () => {
  it.each([
    [
      { kind: 'ended', exit: exitOf(3) },
      { kind: 'exited', exit: exitOf(3) },
    ],
    [
      { kind: 'lost', why: 'reboot' },
      { kind: 'lost', why: 'the machine was restarted' },
    ],
    [
      { kind: 'lost', why: 'runner-died' },
      { kind: 'lost', why: 'its runner was killed' },
    ],
    [{ kind: 'fenced' }, { kind: 'never-started', why: 'called off before it started' }],
  ] satisfies readonly (readonly [RunSeen, object])[])('when it is seen as %j', (run, end) => {
    expect(endOf({ run, log: null }, context)).toEqual({ phase: 'ended', endedAt: at(0), end });
  });

  it.each(pending)('not when it is seen as %j', (run) => {
    expect(endOf({ run, log: null }, context)).toBeNull();
  });
});

describe('nobody looks after its processes', () => {
  const absent: RunSeen = { kind: 'absent' };
  const claimed: RunSeen = { kind: 'claimed' };
  const garbled: RunSeen = { kind: 'garbled', file: 'exit' };
  const draining = (runnerAlive: boolean): RunSeen => ({ kind: 'draining', exit: exitOf(0), runnerAlive });
  it.each([
    ['orphaned', 0, { kind: 'orphaned', pids: [4, 5] }, 'its runner is gone, pids 4, 5 live on'],
    ['draining without its runner', 0, draining(false), 'its runner died before its leftovers were ended'],
    ['draining with its runner', 9_999, draining(true), null],
    ['claimed for a while', 30, claimed, null],
    ['claimed for too long', 30.1, claimed, 'its runner never said which process it started'],
    ['absent for a while', 30, absent, null],
    ['absent for too long', 30.1, absent, 'its run directory is gone'],
    ['garbled within phantomGrace', 900, garbled, null],
    ['garbled for longer', 900.1, garbled, 'exit in its run directory is unreadable'],
    ['unreadable', 99_999, null, null],
    ['live', 99_999, { kind: 'live', workerPid: 1, lastOutputAtMs: null }, null],
    ['unclaimed', 99_999, { kind: 'unclaimed' }, null],
  ] satisfies readonly (readonly [string, number, RunSeen | null, string | null])[])(
    '%s, %d s after the start',
    (_, seconds, run, why) => {
      expect(masterlessBecause(run, aged(seconds), context)).toBe(why);
    },
  );

  it('by the uptime of the machine', () => {
    const jumped = { ...context, snapshot: aSnapshot({ now: { ...at(0), atMs: at(9_999).atMs } }) };
    expect(masterlessBecause(absent, aged(10), jumped)).toBeNull();
  });
});

describe('a runner that never claimed its attempt', () => {
  it.each([
    [{ kind: 'unclaimed' }, 10, false],
    [{ kind: 'unclaimed' }, 10.1, true],
    [{ kind: 'claimed' }, 99, false],
    [null, 99, false],
  ] satisfies readonly (readonly [RunSeen | null, number, boolean])[])(
    '%j, %d s old: %s',
    (run, age, isSo) => {
      expect(neverClaimed(run, aged(age), context)).toBe(isSo);
    },
  );

  it('is called off', () => {
    const run = runOf(7, 1);
    expect(stepsOf({ tasks: [aTaskWith(aged(11))], runs: { [run]: { kind: 'unclaimed' } } })).toEqual([
      { kind: 'resolve-intent', issue: 7, run },
    ]);
  });
});
