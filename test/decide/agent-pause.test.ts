import { describe, expect, it } from 'vitest';
import { agentHold, agentPauseOf } from '../../src/decide/agent-pause.ts';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { TroubleClass } from '../../src/model/agent-event.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import type { Instant } from '../../src/model/instant.ts';
import { known } from '../../src/model/seen.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  aControl,
  anAccount,
  anAttempt,
  anEndedAttempt,
  aTask,
  aTaskWith,
  at,
} from '../support/remembered.ts';
import { aLogSeen, aSnapshot, stepsOf } from '../support/snapshots.ts';

type Limit = NonNullable<AgentAccount['limit']>;

const limit = (given: Partial<Limit> = {}): Limit => ({
  class: 'quota',
  untilMs: at(7200).atMs,
  message: 'Usage limit\nreached',
  ...given,
});
const limited = (given: Partial<Attempt> = {}, met: Partial<Limit> = {}): Attempt =>
  anEndedAttempt({
    issue: 12,
    code: 1,
    failure: 'provider',
    account: anAccount({ status: 'failed', reason: 'quota', cost: null, limit: limit(met) }),
    ...given,
  });
const waiting = (attempt: Attempt, given: Partial<TaskMemory> = {}) =>
  aTaskWith(attempt, { state: 'queued', notBefore: { from: at(-10), waitMs: 7_210_000 }, ...given });
const holdOf = (tasks: readonly TaskMemory[], now: Instant = at(0)): string | null => {
  const pause = agentPauseOf('sample', aSnapshot({ tasks, now }), settingsOf());
  return pause === null ? null : agentHold(pause, 12);
};

describe('a limit of its provider', () => {
  const text =
    'sample’s usage limit lasts until 16:00 UTC (gh-12: Usage limit reached); coordinator retry 12 tries at once';

  it('holds back every start with this agent until its reset', () => {
    const [mine, other] = [waiting(limited()), aTask()];
    const holds = (now: Instant) =>
      stepsOf({ tasks: [mine, other], now, polledAt: now }).map((action) =>
        action.kind === 'record-facts' ? action.patch?.hold : action.kind,
      );
    const texts = [text, text.replace('retry 12', 'retry 7')];
    expect(holds(at(0))).toEqual(texts);
    expect(holds(at(7199))).toEqual(texts);
    expect(holds(at(7200))).toEqual(['record-change', 'record-change']);
  });

  it('leaves other agents alone', () => {
    expect(holdOf([waiting(limited({ agent: 'codex' }))])).toBeNull();
  });

  it.each([
    [
      'a later success of any task',
      [waiting(limited({ endedAt: at(-20) })), aTaskWith(anEndedAttempt({ account: anAccount() }))],
    ],
    ['a person who retries the task', [waiting(limited(), { round: 2 })]],
    ['an attempt that failed of something else', [waiting(limited({ failure: 'agent' }))]],
    ['a provider that is busy for a moment', [waiting(limited({}, { class: 'overloaded' }))]],
  ])('does not last beyond %s', (_, tasks) => {
    expect(holdOf(tasks)).toBeNull();
  });

  it('lasts where the success came before it', () => {
    const success = anEndedAttempt({ account: anAccount(), endedAt: at(-600) });
    expect(holdOf([waiting(limited()), aTaskWith(success)])).toBe(text);
  });

  it('is overruled by a retry of any task, also when the one that met it is over', () => {
    const over = aTaskWith(limited(), { state: 'cancelled' });
    const steps = stepsOf({ tasks: [over, aTask()], controls: [aControl('retry')] });
    expect(steps.slice(0, 2)).toMatchObject([
      { issue: 7, patch: { notBefore: null, hurriedAt: at(0) } },
      { kind: 'answer-control', answer: 'gh-7 is tried now' },
    ]);
    expect(holdOf([over, aTask({ hurriedAt: at(0) })])).toBeNull();
    expect(holdOf([over, aTask({ hurriedAt: at(-1_000_000) })])).toBe(text);
  });

  it('is over after a success, though the clock was set back between', () => {
    const ahead = { ...at(-10), atMs: at(3600).atMs };
    const success = anEndedAttempt({ account: anAccount(), endedAt: at(-5) });
    expect(holdOf([waiting(limited({ endedAt: ahead })), aTaskWith(success)])).toBeNull();
  });

  it('without a reset lasts for a backoff that grows with each in a row', () => {
    const unknownReset = (number: number, endedAt: Instant) =>
      limited({ number, run: `run-${number}`, endedAt }, { untilMs: null, class: 'rate_limit', message: '' });
    const pauseOf = (...attempts: readonly Attempt[]) =>
      agentPauseOf(
        'sample',
        aSnapshot({ tasks: [aTask({ issue: 12, attempts })] }),
        settingsOf({ workers: { backoff: { initialMs: 30_000, factor: 2, maxMs: 90_000, jitter: 0 } } }),
      );
    expect(pauseOf(unknownReset(1, at(-10)))?.waitMs).toBe(30_000);
    expect(pauseOf(unknownReset(1, at(-100)), unknownReset(2, at(-10)))?.waitMs).toBe(60_000);
    expect(holdOf([aTask({ issue: 12, attempts: [unknownReset(1, at(-10))] })])).toMatch(
      /^sample’s rate limit lasts until 14:00 UTC \(gh-12\);/,
    );
  });

  it('is believed for a week and a day at most, and told with its day', () => {
    const tasks = [waiting(limited({}, { untilMs: at(86_400 * 365).atMs }))];
    expect(holdOf(tasks)).toContain('lasts until 13:59 UTC, 8 days later');
    expect(holdOf(tasks, at(86_400 * 8))).toBeNull();
  });

  it('goes by the time that passes, not by a clock that is set', () => {
    const set = { ...at(1), atMs: at(86_400).atMs };
    expect(holdOf([waiting(limited())], set)).toBe(text);
  });

  it('sends back what was admitted before it was met', () => {
    const tasks = [waiting(limited()), aTask({ state: 'preparing', slot: 1 })];
    expect(stepsOf({ tasks }).at(-1)).toMatchObject({
      change: { to: 'queued', reason: text.replace('retry 12', 'retry 7') },
    });
  });
});

it('a worker that waits for its provider goes on, and that is shown while it does', () => {
  const live = anAttempt();
  const log = (complaint: string | null, complaintClass: TroubleClass | null = null) => ({
    [live.run]: known(
      aLogSeen({ account: anAccount({ status: 'unfinished', reason: null }), complaint, complaintClass }),
      0,
    ),
  });
  const hold = 'waits for its provider: the usage limit is reached';
  expect(stepsOf({ tasks: [aTaskWith(live)], logs: log('retry 4 of 10', 'quota') })).toEqual([
    { kind: 'record-facts', issue: 7, patch: { hold } },
  ]);
  expect(stepsOf({ tasks: [aTaskWith(live, { hold })], logs: log('retry 5 of 10', 'quota') })).toEqual([]);
  expect(stepsOf({ tasks: [aTaskWith(live, { hold })], logs: log(null) })).toEqual([
    { kind: 'record-facts', issue: 7, patch: { hold: null } },
  ]);
});
