import { describe, expect, it } from 'vitest';
import { budgetStopOf, moneyOf, sharedBudgetsOf, taskBudgetOf } from '../../src/decide/budget.ts';
import { heldByPeople } from '../../src/decide/held-by-people.ts';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { BudgetSettings, Settings } from '../../src/model/settings.ts';
import { dayOf, noSpending, type Spending, type Spent, withAttempt } from '../../src/model/spending.ts';
import { noBudget } from '../support/no-budget.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  aControl,
  anAccount,
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  at,
} from '../support/remembered.ts';
import { aLogSeen, anIssue, aPull, aSnapshot, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const usd = (amount: number) => ({ unit: 'usd', amount }) as const;
const cost = (amountUsd: number): Partial<AgentAccount> => ({ cost: { amountUsd, source: 'agent' } });
const settingsFor = (budget: Partial<BudgetSettings>): Settings =>
  settingsOf({ budget: { ...noBudget, mode: 'block', ...budget } });
const spentBy = (...attempts: readonly Attempt[]): Spending =>
  attempts.reduce((sum, attempt) => withAttempt(sum, null, attempt), noSpending);
const spentUsd = (amount: number): Attempt => anEndedAttempt({ account: anAccount(cost(amount)) });
const live = anAttempt({ number: 2 });
const logOf = (given: Partial<AgentAccount>): NonNullable<GivenWorld['logs']> => ({
  [live.run]: known(aLogSeen({ account: anAccount({ status: 'unfinished', reason: null, ...given }) }), 0),
});
const running = (amount: number, given: GivenWorld = {}): GivenWorld => ({
  tasks: [aTask({ state: 'running', attempts: [spentUsd(2), live] })],
  logs: logOf(cost(amount)),
  spending: spentBy(spentUsd(2)),
  ...given,
});
const changeIn = (world: GivenWorld, settings: Settings) => stepsOf(world, settings)[0];

describe('a budget', () => {
  it.each([
    [5, 'within'],
    [6.39, 'within'],
    [6.4, 'near'],
    [7.99, 'near'],
    [8, 'spent'],
    [100, 'spent'],
  ] as const)('with $%d of $8 is %s', (amount, level) => {
    const [line] = sharedBudgetsOf(aSnapshot(running(amount - 2)), { ...noBudget, total: usd(8) });
    expect(line?.level).toBe(level);
  });

  it('counts ended attempts and live ones, for the task, the day and everything', () => {
    const old = { ...spentUsd(40), endedAt: at(-86_400) };
    const world = aSnapshot(running(1, { spending: spentBy(old, spentUsd(2)) }));
    const settings = settingsFor({ perTask: usd(5), perDay: usd(10), total: usd(50) });
    const { budgets, tasks } = moneyOf(world, settings);
    expect(tasks.get(7)?.budget).toMatchObject({ spent: 3, level: 'within' });
    expect(budgets.map(({ key, spent, level }) => [key, spent, level])).toEqual([
      ['total', 43, 'near'],
      ['perDay', 3, 'within'],
    ]);
  });

  it('of tokens does not count what came from a cache', () => {
    const tokens = { input: 100, cacheRead: 50_000_000, cacheWrite: 20, output: 3, reasoning: 1 };
    const world = aSnapshot({ tasks: [aTaskWith(anEndedAttempt({ account: anAccount({ tokens }) }))] });
    const budget = { ...noBudget, perTask: { unit: 'tokens', amount: 1000 } } as const;
    const task = world.memory.tasks[0] ?? expect.fail();
    expect(taskBudgetOf(task, world, budget)).toMatchObject({ spent: 123, level: 'within' });
  });

  it('says at least where something is not known, and stops nobody for it', () => {
    const world = running(0, { logs: logOf({ cost: null }) });
    const settings = settingsFor({ perTask: usd(2.5) });
    const task = aSnapshot(world).memory.tasks[0] ?? expect.fail();
    expect(taskBudgetOf(task, aSnapshot(world), settings.budget)).toMatchObject({
      spent: 2,
      isAtLeast: true,
    });
    expect(budgetStopOf(task, { snapshot: aSnapshot(world), settings })).toBeNull();
    const blind = aSnapshot({ ...world, logs: { [live.run]: unknown('no') } });
    expect(budgetStopOf(task, { snapshot: blind, settings })).toBeNull();
  });
});

it('an attempt counts all the time between its end and its account', () => {
  const ended = { ...anEndedAttempt({ account: null }), number: 2, run: live.run };
  const world = running(3, {
    tasks: [aTask({ state: 'running', attempts: [spentUsd(2), ended] })],
    spending: spentBy(spentUsd(2), ended),
  });
  const { total, tasks } = moneyOf(aSnapshot(world), settingsOf());
  expect([total.usd, total.attemptCount, total.unpricedCount]).toEqual([5, 2, 0]);
  expect(tasks.get(7)?.all).toEqual(total);
});

describe('a worker whose budget is spent', () => {
  it.each([
    ['perTask', 'budget: the $5.00 of this task are spent (budget.perTask)'],
    ['perDay', 'budget: the $5.00 of the day are spent (budget.perDay)'],
    ['total', 'budget: the $5.00 of everything are spent (budget.total)'],
  ])('is asked to end: budget.%s', (key, reason) => {
    expect(changeIn(running(3), settingsFor({ [key]: usd(5) }))).toMatchObject({
      change: { to: 'timing_out', reason, evidence: [{ text: '$5.00 of $5.00 spent' }] },
      attempt: { patch: { stop: { cause: 'budget', reason } } },
    });
    expect(changeIn(running(2.9), settingsFor({ [key]: usd(5) }))).not.toMatchObject({
      kind: 'record-change',
    });
  });

  it('goes on in mode warn, and that is told once', () => {
    const settings = settingsFor({ perTask: usd(5), mode: 'warn' });
    const hold = 'budget: the $5.00 of this task are spent (budget.perTask)';
    expect(stepsOf(running(3), settings)).toEqual([
      { kind: 'record-facts', issue: 7, patch: { hold }, told: { word: 'budget', text: hold.slice(8) } },
    ]);
    const tasks = [aTask({ state: 'running', attempts: [spentUsd(2), live], hold })];
    expect(stepsOf(running(30, { tasks }), settings)).toEqual([]);
    expect(stepsOf(running(30, { tasks, logs: { [live.run]: unknown('no') } }), settings)).toEqual([]);
    expect(stepsOf(running(2), settings)).toMatchObject([
      { patch: { hold: 'budget: 80 % of the $5.00 of this task are spent (budget.perTask)' } },
    ]);
  });
});

describe('an attempt that was stopped for money', () => {
  const stopped = (given: Partial<Attempt> = {}) => {
    const stop = aStop('budget', { reason: 'budget: it is spent' });
    const account = anAccount({ status: 'stopped', reason: 'budget', ...cost(3) });
    return { ...anEndedAttempt({ stop, account, code: 143, ...given }), number: 2, run: live.run };
  };
  const judged = (attempt: Attempt, given: GivenWorld = {}): GivenWorld => ({
    tasks: [aTask({ state: 'timing_out', attempts: [spentUsd(2), attempt] })],
    ...given,
  });

  it('ends the task where that has nothing left', () => {
    expect(changeIn(judged(stopped()), settingsFor({ perTask: usd(5) }))).toMatchObject({
      change: { to: 'failed', reason: expect.stringContaining('(budget.perTask)') },
      attempt: { patch: { failure: 'budget' } },
    });
  });

  it('is no end where the day or everything is spent, and costs no attempt', () => {
    expect(changeIn(judged(stopped()), settingsFor({ perDay: usd(5) }))).toMatchObject({
      change: { to: 'queued', reason: 'budget: it is spent (1 of 3 attempts used)' },
      attempt: { patch: { failure: 'budget' } },
    });
  });

  it('costs one where nobody knows what it spent: else it would begin for ever', () => {
    expect(changeIn(judged(stopped({ account: null })), settingsFor({ perDay: usd(5) }))).toMatchObject({
      change: { reason: 'budget: it is spent (attempt 2 of 3)' },
    });
  });

  it('is a success all the same where its pull request is there', () => {
    const world = judged(stopped(), { pulls: [aPull()] });
    expect(changeIn(world, settingsFor({ perTask: usd(5) }))).toMatchObject({ change: { to: 'completed' } });
  });

  it('is not followed by another where a task has nothing left, whatever the attempt failed of', () => {
    const failed = anEndedAttempt({
      number: 2,
      code: 1,
      account: anAccount({ status: 'failed', ...cost(9) }),
    });
    const world = judged(failed);
    expect(changeIn(world, settingsFor({ perTask: usd(5) }))).toMatchObject({ change: { to: 'failed' } });
    expect(changeIn(world, settingsFor({ perTask: usd(5), mode: 'warn' }))).toMatchObject({
      change: { to: 'queued' },
    });
  });
});

describe('what waits for money', () => {
  const hold = (world: GivenWorld, budget: Partial<BudgetSettings>) => {
    const [first] = stepsOf(world, settingsFor(budget));
    return first?.kind === 'record-facts' ? first.patch?.hold : null;
  };
  const waiting: GivenWorld = {
    tasks: [aTask({ attempts: [spentUsd(6)] })],
    spending: spentBy(spentUsd(6)),
  };
  const texts = {
    perTask: 'budget: the $5.00 of this task are spent (budget.perTask); raise budget.perTask to go on',
    perDay: 'budget: the $5.00 of the day are spent (budget.perDay); goes on at 00:00 UTC',
    total: 'budget: the $5.00 of everything are spent (budget.total); raise budget.total to go on',
  };

  it.each(Object.entries(texts))('%s', (key, text) => {
    expect(hold(waiting, { [key]: usd(5) })).toBe(text);
    expect(hold(waiting, { [key]: usd(5), mode: 'warn' })).toBeNull();
    expect(hold(waiting, { [key]: usd(6.01) })).toBeNull();
  });

  it('goes on when the day turns', () => {
    expect(hold({ ...waiting, now: at(10 * 3600) }, { perDay: usd(5) })).toBeNull();
    expect(dayOf(at(10 * 3600).atMs)).toBe(dayOf(at(0).atMs) + 1);
  });

  it('is not waited for at the end of a run, unless it goes on by itself', () => {
    const heldBy = (budget: Partial<BudgetSettings>) =>
      heldByPeople(aSnapshot(waiting), settingsFor(budget)).has(7);
    expect([heldBy({ perTask: usd(5) }), heldBy({ total: usd(5) }), heldBy({ perDay: usd(5) })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('goes back to the queue also after it was admitted', () => {
    const tasks = [aTask({ state: 'preparing', attempts: [spentUsd(6)] })];
    expect(changeIn({ ...waiting, tasks }, settingsFor({ total: usd(5) }))).toMatchObject({
      change: { to: 'queued', reason: texts.total },
    });
  });

  it('a retry by a person does not raise it', () => {
    const tasks = [aTask({ state: 'failed', attempts: [spentUsd(6)] })];
    const [change] = stepsOf(
      { tasks, controls: [aControl('retry')], issues: [anIssue()] },
      settingsFor({ perTask: usd(5) }),
    );
    expect(change).toMatchObject({ change: { to: 'queued' } });
    expect(hold({ tasks: [aTask({ round: 2, attempts: [spentUsd(6)] })] }, { perTask: usd(5) })).toBe(
      texts.perTask,
    );
  });
});

it('money that is asked for is all there', () => {
  const spent = (one: Spent | undefined | null) => [one?.usd, one?.attemptCount, one?.unpricedCount];
  const { tasks, today, total, unknownBeforeMs } = moneyOf(aSnapshot(running(1)), settingsOf());
  expect([spent(today), spent(total), unknownBeforeMs]).toEqual([[3, 2, 0], [3, 2, 0], null]);
  const mine = tasks.get(7);
  expect([spent(mine?.all), spent(mine?.latest), mine?.budget]).toEqual([[3, 2, 0], [1, 1, 0], null]);
});
