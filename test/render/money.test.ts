import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { moneyOf } from '../../src/decide/budget.ts';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { BudgetSettings } from '../../src/model/settings.ts';
import { noSpending, spentByAccount, sumOfSpent, withAttempt } from '../../src/model/spending.ts';
import { costText, moneyLine, moneyText, spendingLine } from '../../src/render/money.ts';
import { statusJsonOf } from '../../src/render/status-json.ts';
import { renderStatusTable } from '../../src/render/status-table.ts';
import { noBudget } from '../support/no-budget.ts';
import { anAccount, anEndedAttempt, aTask, aTaskWith, at } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';

const spentOf = (...accounts: readonly (Partial<AgentAccount> | null)[]) =>
  sumOfSpent(accounts.map((given) => spentByAccount(given === null ? null : anAccount(given))));
const estimate = { cost: { amountUsd: 1, source: 'estimate' } } as const;

it.each([
  ['nothing at all', [], null, null],
  ['of which nothing is known', [null], null, null],
  ['told by the agent', [{}], '$0.25', '$0.25 · 800 tok and 2 ktok from the cache'],
  ['estimated in part', [{}, estimate], '≈$1.25', '≈$1.25 · 1.6 ktok and 4 ktok from the cache'],
  ['unknown in part', [{}, null], '≥$0.25', '≥$0.25 · ≥800 tok and 2 ktok from the cache'],
  ['told in part', [{ isTokensExact: false }], '≥$0.25', '≥$0.25 · ≥800 tok and 2 ktok from the cache'],
  ['of an unknown price', [{ cost: null }], null, '800 tok and 2 ktok from the cache'],
] as const)('what was spent, %s', (_, accounts, cost, line) => {
  const spent = spentOf(...accounts);
  expect([costText(spent), moneyLine(spent)]).toEqual([cost, line]);
  expect(moneyText(spent)).toBe(cost ?? (line === null ? null : '800 tok'));
});

const attempt = anEndedAttempt({ account: anAccount() });
const lookAt = (budget: Partial<BudgetSettings> = {}, unknownBeforeMs: number | null = null) => {
  const tasks = [aTaskWith(attempt, { state: 'completed' }), aTask({ issue: 8 })];
  const spending = { ...withAttempt(noSpending, null, attempt), unknownBeforeMs };
  const snapshot = aSnapshot({ tasks, spending });
  const money = moneyOf(snapshot, { budget: { ...noBudget, ...budget } });
  const coordinator = {
    ...{ running: false, pid: null, sinceMs: null, repository: null, attemptLimit: 3, maxWorkers: 3 },
    ...{ nowMs: at(0).atMs, breakers: [], supervision: new Map(), money },
  };
  return { money, memory: snapshot.memory, coordinator };
};

it('one line says what was spent, of which budget', () => {
  const usd = (amount: number) => ({ unit: 'usd', amount }) as const;
  const lineOf = (...given: Parameters<typeof lookAt>) => spendingLine(lookAt(...given).money);
  expect(spendingLine({ ...lookAt().money, today: spentOf(), total: spentOf() })).toBeNull();
  expect(lineOf()).toBe('spent: $0.25 today · $0.25 in total');
  expect(lineOf({ perDay: usd(5), total: { unit: 'tokens', amount: 1e6 }, mode: 'block' })).toBe(
    'spent: 800 tok of 1 Mtok in total · $0.25 of $5.00 today',
  );
  expect(lineOf({ total: usd(5) }, at(0).atMs)).toBe(
    'spent: $0.25 of $5.00 in total · $0.25 today (only warned of) (before 2026-11-20 14:00 UTC: unknown)',
  );
});

it('the table has a column for it only where something is known', () => {
  const { memory, coordinator } = lookAt();
  const tableOf = (money = coordinator.money) =>
    renderStatusTable({
      ...{ memory, coordinator: { ...coordinator, money }, nowMs: at(0).atMs, utcOffsetMs: 0 },
      ...{
        room: { width: null, widthOf: (text: string) => text.length },
        paint: (_: string, text: string) => text,
      },
    });
  expect(tableOf()).toMatch(/COST +PR\n/);
  expect(tableOf()).toMatch(/ gh-7 .* \$0\.25 +-\n/);
  expect(tableOf()).toMatch(/ gh-8 .* - +-$/m);
  expect(tableOf({ ...coordinator.money, tasks: new Map() })).not.toContain('COST');
});

it('scripts get the same, null where nothing is known', () => {
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(new URL('../../schemas/status.schema.json', import.meta.url), 'utf8')),
  );
  const { memory, coordinator } = lookAt({ perTask: { unit: 'usd', amount: 0.3 } });
  const json = statusJsonOf(memory, coordinator);
  expect(schema.safeParse(json).error).toBeUndefined();
  const cost = { amount: 0.25, currency: 'USD', source: 'agent', exact: true };
  const tokens = { input: 100, cacheRead: 2000, cacheWrite: 300, output: 400, reasoning: 0, exact: true };
  expect(json.tasks[0]).toMatchObject({
    cost: { ...cost, latest: cost },
    tokens: { ...tokens, latest: tokens },
    budget: { key: 'perTask', unit: 'usd', limit: 0.3, spent: 0.25, exact: true, level: 'near' },
  });
  expect(json.tasks[1]).toMatchObject({ cost: null, tokens: null });
  expect(json.spending).toEqual({
    today: { cost, tokens },
    total: { cost, tokens },
    unknownBefore: null,
    mode: 'warn',
    budgets: [],
  });
});
