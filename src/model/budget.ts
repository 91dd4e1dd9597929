/**
 * How far a budget is spent, as one decision sees it and every display shows it.
 */
import type { Amount } from './settings.ts';
import type { Spent } from './spending.ts';

/** A limit that is set, and what is spent of it. */
export interface BudgetLine {
  readonly key: 'perTask' | 'perDay' | 'total';
  readonly limit: Amount;
  /** In the unit of the limit; tokens without those read from a cache. */
  readonly spent: number;
  /** More was spent than is known. */
  readonly isAtLeast: boolean;
  /** `near`: from 80 % on. `spent`: from 100 % on. */
  readonly level: 'within' | 'near' | 'spent';
}

/** Money and tokens of one task: ended attempts, and the one that runs. */
export interface TaskMoney {
  readonly all: Spent;
  /** Of the latest attempt; null = there was none that ran. */
  readonly latest: Spent | null;
  /** Null: `budget.perTask` is not set. */
  readonly budget: BudgetLine | null;
}

/** Everything that is known of money right now. */
export interface MoneySeen {
  /** The present UTC day. */
  readonly today: Spent;
  readonly total: Spent;
  /** Memory was lost: what was spent before (epoch milliseconds) is not known. Null = all is. */
  readonly unknownBeforeMs: number | null;
  readonly mode: 'warn' | 'block';
  /** Of the day and of everything, where set. */
  readonly budgets: readonly BudgetLine[];
  readonly tasks: ReadonlyMap<number, TaskMoney>;
}
