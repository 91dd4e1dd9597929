import type { BudgetSettings } from '../../src/model/settings.ts';

/** Nothing is limited, as where no configuration says anything. */
export const noBudget: BudgetSettings = {
  perTask: null,
  perDay: null,
  total: null,
  mode: 'warn',
  prices: {},
};
