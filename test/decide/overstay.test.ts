import { describe, expect, it } from 'vitest';
import { failureOf, standingOf } from '../../src/decide/testimony.ts';
import type { AgentAccount, LogSeen } from '../../src/model/agent-account.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { known, unknown } from '../../src/model/seen.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAccount,
  anAttempt,
  anEndedAttempt,
  aStop,
  aTaskWith,
  at,
  exitOf,
  runOf,
} from '../support/remembered.ts';
import { aLook, aStopFile, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const run = runOf(7, 1);
const stayed = 'its agent was done, but its process did not end';

const seen = (given: Partial<LogSeen> = {}, account: Partial<AgentAccount> = {}): LogSeen => ({
  account: anAccount({ status: 'unfinished', reason: null, ...account }),
  isWhole: true,
  isFinal: false,
  idleForMs: 0,
  complaint: null,
  complaintClass: null,
  resultForMs: null,
  ...given,
});
const watched = (given: Partial<LogSeen>, attempt: Partial<Attempt> = {}): GivenWorld => ({
  tasks: [aTaskWith(anAttempt(attempt))],
  logs: { [run]: known(seen(given), at(0).atMs) },
});
const fate = (world: GivenWorld): readonly string[] =>
  stepsOf(world).map((action) => {
    if (action.kind === 'record-change') return `${action.change.to}: ${action.change.reason}`;
    if (action.kind !== 'record-facts') return action.kind;
    return `${action.attempt?.patch.stop?.cause}: ${action.told?.text}`;
  });

describe('an agent whose process stays after its result', () => {
  it('is asked to end, and is no failure', () => {
    expect(fate(watched({ resultForMs: 11_000, isLingering: true }))).toEqual([`lingering: ${stayed}`]);
    const stop = aStop('lingering', { sentAt: null });
    expect(fate(watched({ resultForMs: 11_000, isLingering: true }, { stop }))).toEqual(['stop-worker']);
  });

  it.each([
    ['it was only just done', { resultForMs: 11_000 }],
    ['its log is not read to its end', { resultForMs: 11_000, isLingering: true, isWhole: false }],
    ['it has begun another turn', { resultForMs: null }],
  ])('goes on while %s', (_, given) => {
    expect(fate(watched(given))).toEqual([]);
  });

  it('is asked at the latest when it was idle for as long as a stall', () => {
    expect(fate(watched({ resultForMs: 600_001, idleForMs: 600_001 }))).toEqual([`lingering: ${stayed}`]);
  });

  it('is a person’s to stop all the same', () => {
    const world = watched({ resultForMs: 11_000, isLingering: true }, { stop: aStop('lingering') });
    expect(fate({ ...world, worktrees: { 7: { stopFile: aStopFile('no') } } })).toEqual([
      'stopping: STOP file: no',
    ]);
  });

  it('has its own word, whatever its process made of the signal', () => {
    const end = { kind: 'exited', exit: exitOf(143, 'term') } as const;
    const stop = aStop('lingering');
    const good = anEndedAttempt({ account: anAccount(), end, stop });
    expect(standingOf(good, end)).toBe('well');
    const account = anAccount({ status: 'failed', reason: 'max_turns' });
    const bad = anEndedAttempt({ account, end, stop });
    expect(failureOf(bad, end)).toMatchObject({ class: 'agent', reason: 'it used up its turns' });
    const steps = stepsOf({ tasks: [aTaskWith(bad)] }, settingsOf({ workers: { attempts: 1 } }));
    expect(steps).toMatchObject([
      { change: { to: 'failed', reason: expect.stringMatching(/^it used up its turns/) } },
    ]);
  });
});

describe('an exit 0 on our own signal', () => {
  it('is no success without a word of the agent', () => {
    const end = { kind: 'exited', exit: exitOf(0, 'term') } as const;
    expect(standingOf(anEndedAttempt({ end }), end)).toBe('ill');
  });
});

describe('a stall', () => {
  const looks = { [run]: aLook() };
  const idle = { idleForMs: 600_001, complaint: 'retry 4 of 10: 529 overloaded' };

  it('counts from the last progress, although the log grows, and says what was seen last', () => {
    expect(fate({ ...watched(idle), looks })).toEqual([
      'timing_out: stalled: no progress for 10m; last: retry 4 of 10: 529 overloaded, no commit and no changed file',
    ]);
  });

  it('is none while the agent does something that its log tells', () => {
    const world = watched({ idleForMs: 1000 });
    expect(fate({ ...world, silences: { [run]: 600_001 }, looks })).toEqual([]);
  });

  it.each([
    ['cannot be read', { [run]: unknown('no permission') }],
    ['holds nothing of its form', { [run]: known(seen(idle, { status: null }), at(0).atMs) }],
  ])('goes by silence where the log %s', (_, logs) => {
    const world = { tasks: [aTaskWith(anAttempt())], logs, looks };
    expect(fate(world)).toEqual([]);
    expect(fate({ ...world, silences: { [run]: 600_001 } })).toEqual([
      'timing_out: stalled: no output for 10m, no commit and no changed file',
    ]);
  });
});
