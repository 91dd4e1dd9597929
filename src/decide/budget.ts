/**
 * Budgets: the one place that decides when one is spent (docs/decisions/0028-budgets.md). A budget of dollars counts what
 * attempts have cost, one of tokens what they have processed: text that a cache gave back is not counted again. What is not
 * known is not counted either; nothing is stopped because of it. All texts are stable: they name the limit, not the sum.
 */
import { amountText } from '../model/amount.ts';
import { hasBegun } from '../model/attempt.ts';
import type { BudgetLine, MoneySeen, TaskMoney } from '../model/budget.ts';
import type { Amount, BudgetSettings, Settings } from '../model/settings.ts';
import { budgetTokensOf, isTokensAtLeast, isUsdAtLeast, type Spent } from '../model/spending.ts';
import type { TaskMemory } from '../model/task.ts';
import type { Context } from './context.ts';
import { type MoneySource, spentByAll, spentByAttempt, spentByTask } from './spent.ts';

/** From here on people are warned. */
const nearShare = 0.8;

const lineOf = (key: BudgetLine['key'], limit: Amount | null, spent: Spent): readonly BudgetLine[] => {
  if (limit === null) return [];
  const amount = limit.unit === 'usd' ? spent.usd : budgetTokensOf(spent.tokens);
  const isAtLeast = limit.unit === 'usd' ? isUsdAtLeast(spent) : isTokensAtLeast(spent);
  const level = amount >= limit.amount ? 'spent' : amount >= nearShare * limit.amount ? 'near' : 'within';
  return [{ key, limit, spent: amount, isAtLeast, level }];
};

/** The budgets of everybody together that are set: the whole, and the present day. */
export const sharedBudgetsOf = (source: MoneySource, budget: BudgetSettings): readonly BudgetLine[] => {
  if (budget.perDay === null && budget.total === null) return [];
  const { today, total } = spentByAll(source);
  return [...lineOf('total', budget.total, total), ...lineOf('perDay', budget.perDay, today)];
};

/** The budget of one task; null = none is set. */
export const taskBudgetOf = (
  task: TaskMemory,
  source: Pick<MoneySource, 'logs'>,
  { perTask }: BudgetSettings,
): BudgetLine | null =>
  perTask === null ? null : (lineOf('perTask', perTask, spentByTask(task, source))[0] ?? null);

/** Everything that is known of money. */
export const moneyOf = (source: MoneySource, { budget }: Pick<Settings, 'budget'>): MoneySeen => ({
  ...spentByAll(source),
  unknownBeforeMs: source.memory.spending.unknownBeforeMs,
  mode: budget.mode,
  budgets: sharedBudgetsOf(source, budget),
  tasks: new Map(source.memory.tasks.map((task) => [task.issue, taskMoneyOf(task, source, budget)] as const)),
});

const taskMoneyOf = (task: TaskMemory, source: MoneySource, budget: BudgetSettings): TaskMoney => {
  const latest = task.attempts.findLast(hasBegun);
  return {
    all: spentByTask(task, source),
    latest: latest === undefined ? null : spentByAttempt(latest, source),
    budget: taskBudgetOf(task, source, budget),
  };
};

const ofWhat = { perTask: 'of this task', perDay: 'of the day', total: 'of everything' } as const;

/** `budget: the $5.00 of this task are spent (budget.perTask)`. */
export const budgetText = ({ key, limit, level }: BudgetLine): string =>
  level === 'near'
    ? `budget: 80 % of the ${amountText(limit)} ${ofWhat[key]} are spent (budget.${key})`
    : `budget: the ${amountText(limit)} ${ofWhat[key]} are spent (budget.${key})`;

/** What has to happen before the next start. */
const untilWhat = ({ key }: BudgetLine): string =>
  key === 'perDay' ? 'goes on at 00:00 UTC' : `raise budget.${key} to go on`;

const spentOnly = (line: BudgetLine | null): BudgetLine | null => (line?.level === 'spent' ? line : null);

/** The budget that is spent of those that everybody shares; null = none is, or nothing is blocked. */
export const sharedBlockOf = (
  source: MoneySource,
  { budget }: Pick<Settings, 'budget'>,
): BudgetLine | null =>
  budget.mode === 'warn'
    ? null
    : (sharedBudgetsOf(source, budget).find(({ level }) => level === 'spent') ?? null);

/** The task's own budget where it is spent; null = it is not, or nothing is blocked. */
export const taskBlockOf = (
  task: TaskMemory,
  source: Pick<MoneySource, 'logs'>,
  { budget }: Pick<Settings, 'budget'>,
): BudgetLine | null => (budget.mode === 'warn' ? null : spentOnly(taskBudgetOf(task, source, budget)));

/** Why nothing is started with what this budget allows. */
export const budgetHold = (line: BudgetLine): string => `${budgetText(line)}; ${untilWhat(line)}`;

/** The budget for which the worker of a task is to end; null = it may go on. */
export const budgetStopOf = (task: TaskMemory, { snapshot, settings }: Context): BudgetLine | null =>
  taskBlockOf(task, snapshot, settings) ?? sharedBlockOf(snapshot, settings);

/** `$5.02 of $5.00 spent`, with the present sum: for evidence, which is written once. */
export const budgetSeen = ({ limit, spent, isAtLeast }: BudgetLine): string =>
  `${isAtLeast ? 'at least ' : ''}${amountText({ ...limit, amount: spent })} of ${amountText(limit)} spent`;
