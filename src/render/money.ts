/**
 * Money and tokens for people and for scripts. What is not known is never shown as 0: "≥" stands before a figure that is
 * known to be too low, "≈" before one that is an estimate by list prices.
 */
import { amountText, tokensText, usdText } from '../model/amount.ts';
import type { BudgetLine, MoneySeen, TaskMoney } from '../model/budget.ts';
import { budgetTokensOf, isTokensAtLeast, isUsdAtLeast, type Spent } from '../model/spending.ts';
import { isoOf } from './utc-time.ts';

const hasCost = ({ attemptCount, unpricedCount }: Spent): boolean => attemptCount > unpricedCount;
const hasTokens = ({ attemptCount, uncountedCount }: Spent): boolean => attemptCount > uncountedCount;

/** `$1.31`, `≈$1.31`, `≥$1.31`; null = nothing is known. */
export const costText = (spent: Spent): string | null => {
  if (!hasCost(spent)) return null;
  const sign = isUsdAtLeast(spent) ? '≥' : spent.estimatedCount > 0 ? '≈' : '';
  return `${sign}${usdText(spent.usd)}`;
};

/** `12.3 ktok`, without what was read from a cache; null = nothing is known. */
export const tokenText = (spent: Spent): string | null =>
  hasTokens(spent) ? `${isTokensAtLeast(spent) ? '≥' : ''}${tokensText(budgetTokensOf(spent.tokens))}` : null;

/** The cost, else the tokens; null = nothing is known. */
export const moneyText = (spent: Spent): string | null => costText(spent) ?? tokenText(spent);

/** `≈$1.31 · 12.3 ktok and 2 Mtok from the cache`; null = nothing is known. */
export const moneyLine = (spent: Spent): string | null => {
  const { cacheRead } = spent.tokens;
  const tokens = tokenText(spent);
  const cached = tokens === null || cacheRead === 0 ? '' : ` and ${tokensText(cacheRead)} from the cache`;
  const parts = [costText(spent), tokens === null ? null : `${tokens}${cached}`];
  return parts.filter((part) => part !== null).join(' · ') || null;
};

const ofWhat = { perTask: 'for the task', perDay: 'today', total: 'in total' } as const;

/** `$16.20 of $20.00 today`. */
const budgetLineText = ({ key, limit, spent, isAtLeast }: BudgetLine): string =>
  `${isAtLeast ? '≥' : ''}${amountText({ ...limit, amount: spent })} of ${amountText(limit)} ${ofWhat[key]}`;

/** What was spent, one line, with the budgets that are set; null = nothing is known and nothing is limited. */
export const spendingLine = ({ today, total, budgets, unknownBeforeMs, mode }: MoneySeen): string | null => {
  const limited = budgets.map(budgetLineText);
  const plain = [
    ['today', today, 'perDay'],
    ['in total', total, 'total'],
  ] as const;
  const free = plain.flatMap(([when, spent, key]) => {
    const text = budgets.some((line) => line.key === key) ? null : moneyText(spent);
    return text === null ? [] : [`${text} ${when}`];
  });
  const all = [...limited, ...free];
  if (all.length === 0) return null;
  const since =
    unknownBeforeMs === null
      ? ''
      : ` (before ${isoOf(unknownBeforeMs).slice(0, 16).replace('T', ' ')} UTC: unknown)`;
  return `spent: ${all.join(' · ')}${budgets.length > 0 && mode === 'warn' ? ' (only warned of)' : ''}${since}`;
};

/** A cost of `status --json`. */
export interface CostJson {
  readonly amount: number;
  readonly currency: 'USD';
  /** `estimate`: at least a part of it is tokens times list prices. */
  readonly source: 'agent' | 'estimate';
  /** False: it was more. */
  readonly exact: boolean;
}

/** Tokens of `status --json`; `input` without cached ones, `output` with `reasoning`. */
export interface TokensJson {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  /** False: there were more. */
  readonly exact: boolean;
}

/** A budget of `status --json`. */
export interface BudgetJson {
  readonly key: BudgetLine['key'];
  readonly unit: 'usd' | 'tokens';
  readonly limit: number;
  readonly spent: number;
  readonly exact: boolean;
  readonly level: 'within' | 'near' | 'spent';
}

/** Null = not known. */
export const costJsonOf = (spent: Spent): CostJson | null =>
  hasCost(spent)
    ? {
        amount: spent.usd,
        currency: 'USD',
        source: spent.estimatedCount > 0 ? 'estimate' : 'agent',
        exact: !isUsdAtLeast(spent),
      }
    : null;

/** Null = not known. */
export const tokensJsonOf = (spent: Spent): TokensJson | null =>
  hasTokens(spent) ? { ...spent.tokens, exact: !isTokensAtLeast(spent) } : null;

const budgetJsonOf = ({ key, limit, spent, isAtLeast, level }: BudgetLine): BudgetJson => ({
  key,
  unit: limit.unit,
  limit: limit.amount,
  spent,
  exact: !isAtLeast,
  level,
});

/** What one task has cost, over all of its attempts and in the latest; null = not known. */
export interface TaskMoneyJson {
  readonly cost: (CostJson & { readonly latest: CostJson | null }) | null;
  readonly tokens: (TokensJson & { readonly latest: TokensJson | null }) | null;
  readonly budget: BudgetJson | null;
}

/** `money` undefined: nobody looked. */
export const taskMoneyJsonOf = (money: TaskMoney | undefined): TaskMoneyJson => {
  if (money === undefined) return { cost: null, tokens: null, budget: null };
  const { all, latest, budget } = money;
  const [cost, tokens] = [costJsonOf(all), tokensJsonOf(all)];
  return {
    cost: cost && { ...cost, latest: latest && costJsonOf(latest) },
    tokens: tokens && { ...tokens, latest: latest && tokensJsonOf(latest) },
    budget: budget && budgetJsonOf(budget),
  };
};

/** What everybody has cost. */
export interface SpendingJson {
  readonly today: { readonly cost: CostJson | null; readonly tokens: TokensJson | null };
  readonly total: { readonly cost: CostJson | null; readonly tokens: TokensJson | null };
  /** Memory was lost: what was spent before is not known; null = it is. */
  readonly unknownBefore: string | null;
  readonly mode: 'warn' | 'block';
  readonly budgets: readonly BudgetJson[];
}

export const spendingJsonOf = ({
  today,
  total,
  unknownBeforeMs,
  mode,
  budgets,
}: MoneySeen): SpendingJson => ({
  today: { cost: costJsonOf(today), tokens: tokensJsonOf(today) },
  total: { cost: costJsonOf(total), tokens: tokensJsonOf(total) },
  unknownBefore: unknownBeforeMs === null ? null : isoOf(unknownBeforeMs),
  mode,
  budgets: budgets.map(budgetJsonOf),
});
