import { expect, it } from 'vitest';
import { budgetArgumentsOf } from '../../src/act/budget-arguments.ts';
import { builtInAgents } from '../../src/agents/built-in.ts';
import type { BudgetSettings } from '../../src/model/settings.ts';
import { noBudget } from '../support/no-budget.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anEndedAttempt, aTask } from '../support/remembered.ts';

const spent = anEndedAttempt({ account: anAccount() });
const usd = (amount: number) => ({ unit: 'usd', amount }) as const;
const argumentsOf = (given: Partial<BudgetSettings>, agent = 'claude') =>
  budgetArgumentsOf(aTask({ attempts: [spent] }), {
    settings: settingsOf({ budget: { ...noBudget, mode: 'block', ...given }, workers: { agent } }),
    site: { builtInAgents },
  });

it('an agent that can is told what is left of its task’s budget', () => {
  expect(argumentsOf({ perTask: usd(5) })).toEqual(['--max-budget-usd', '4.75']);
  expect(argumentsOf({ perTask: usd(5.001) })).toEqual(['--max-budget-usd', '4.76']);
  expect(argumentsOf({ perTask: usd(0.1) })).toEqual(['--max-budget-usd', '0.01']);
});

it.each([
  [{}, 'claude'],
  [{ perDay: usd(5) }, 'claude'],
  [{ perTask: usd(5), mode: 'warn' }, 'claude'],
  [{ perTask: { unit: 'tokens', amount: 5 } }, 'claude'],
  [{ perTask: usd(5) }, 'codex'],
  [{ perTask: usd(5) }, 'sample'],
] as const)('%j is nothing that %s is told', (given, agent) => {
  expect(argumentsOf(given, agent)).toEqual([]);
});
