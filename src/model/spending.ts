/**
 * What attempts have cost. A sum never pretends: what is not known is counted beside it, and makes it "at least".
 */
import type { AgentAccount } from './agent-account.ts';
import type { Tokens } from './agent-event.ts';
import { type Attempt, hasBegun } from './attempt.ts';

/** The sum of some attempts. */
export interface Spent {
  /** US dollars, of those whose cost is known. */
  readonly usd: number;
  /** Of those whose tokens are known. */
  readonly tokens: Tokens;
  readonly attemptCount: number;
  /** Attempts whose cost is not known. */
  readonly unpricedCount: number;
  /** Attempts whose tokens are not known. */
  readonly uncountedCount: number;
  /** Attempts that have spent more than was told. */
  readonly roughCount: number;
  /** Attempts whose cost is tokens times list prices. */
  readonly estimatedCount: number;
}

/** No attempt at all. */
export const nothingSpent: Spent = {
  usd: 0,
  tokens: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  attemptCount: 0,
  unpricedCount: 0,
  uncountedCount: 0,
  roughCount: 0,
  estimatedCount: 0,
};

/** Both together; with `sign` -1, the first without the second. */
export const addSpent = (one: Spent, other: Spent, sign: 1 | -1 = 1): Spent => ({
  // Dollars added and taken off again leave a rest that is none.
  usd: Math.max(0, Math.round((one.usd + sign * other.usd) * 1e9) / 1e9),
  tokens: {
    input: one.tokens.input + sign * other.tokens.input,
    cacheRead: one.tokens.cacheRead + sign * other.tokens.cacheRead,
    cacheWrite: one.tokens.cacheWrite + sign * other.tokens.cacheWrite,
    output: one.tokens.output + sign * other.tokens.output,
    reasoning: one.tokens.reasoning + sign * other.tokens.reasoning,
  },
  attemptCount: one.attemptCount + sign * other.attemptCount,
  unpricedCount: one.unpricedCount + sign * other.unpricedCount,
  uncountedCount: one.uncountedCount + sign * other.uncountedCount,
  roughCount: one.roughCount + sign * other.roughCount,
  estimatedCount: one.estimatedCount + sign * other.estimatedCount,
});

/** All together. */
export const sumOfSpent = (parts: readonly Spent[]): Spent =>
  parts.reduce((sum, part) => addSpent(sum, part), nothingSpent);

/** Beyond this, dollars and tokens alike, no figure is believed. */
const largestFigure = 1e12;

/** A log can be written to by what its agent runs: a figure that none can be would spoil every sum it gets into. */
const isFigure = (value: number): boolean => value >= 0 && value <= largestFigure;

/** The cost as it was told; null where nobody can have meant it. */
export const soundCost = (cost: AgentAccount['cost']): AgentAccount['cost'] =>
  cost !== null && isFigure(cost.amountUsd) ? cost : null;

/** The tokens as they were told; null where nobody can have meant them. */
export const soundTokens = (tokens: Tokens | null): Tokens | null =>
  tokens !== null && Object.values(tokens).every(isFigure) ? tokens : null;

/** What one account says; null = nothing is known of what that attempt has spent. */
export const spentByAccount = (account: AgentAccount | null): Spent => {
  const cost = soundCost(account?.cost ?? null);
  const tokens = soundTokens(account?.tokens ?? null);
  return {
    usd: cost?.amountUsd ?? 0,
    tokens: tokens ?? nothingSpent.tokens,
    attemptCount: 1,
    unpricedCount: cost === null ? 1 : 0,
    uncountedCount: tokens === null ? 1 : 0,
    roughCount: account !== null && !account.isTokensExact ? 1 : 0,
    estimatedCount: cost?.source === 'estimate' ? 1 : 0,
  };
};

/** What an attempt has spent for good; one that lives, or whose agent never began, has spent nothing so far. */
export const spentByEnded = (attempt: Attempt): Spent =>
  attempt.phase !== 'ended' || !hasBegun(attempt) ? nothingSpent : spentByAccount(attempt.account);

/** Tokens as a budget counts them: what a cache gave back is no new work, and would fill any budget by itself. */
export const budgetTokensOf = ({ input, cacheWrite, output }: Tokens): number => input + cacheWrite + output;

/** True when there was more than `usd`. */
export const isUsdAtLeast = ({ unpricedCount, roughCount }: Spent): boolean => unpricedCount + roughCount > 0;

/** True when there were more than `tokens`. */
export const isTokensAtLeast = ({ uncountedCount, roughCount }: Spent): boolean =>
  uncountedCount + roughCount > 0;

const dayMs = 86_400_000;

/** Number of the UTC day, from 1970-01-01. */
export const dayOf = (atMs: number): number => Math.floor(atMs / dayMs);

/** All that ended attempts have spent, over all time. An attempt belongs to the UTC day in which it ended. */
export interface Spending {
  readonly total: Spent;
  /** The latest days that anything ended on, by number. */
  readonly days: Readonly<Record<number, Spent>>;
  /** Memory was lost: what was spent before this (epoch milliseconds) is not known. Null = it is all in here. */
  readonly unknownBeforeMs: number | null;
}

/** Where nothing was ever run. */
export const noSpending: Spending = { total: nothingSpent, days: {}, unknownBeforeMs: null };

/** So many days are told apart; only the present one is asked for, and a clock may be set. */
const keptDayCount = 10;

/** Takes in what became of an attempt; `before` null: it is new. The same object when it changes nothing. */
export const withAttempt = (spending: Spending, before: Attempt | null, after: Attempt): Spending => {
  const old = before === null ? nothingSpent : spentByEnded(before);
  const fresh = spentByEnded(after);
  if (JSON.stringify(old) === JSON.stringify(fresh)) return spending;
  const renewed = (sum: Spent): Spent => addSpent(addSpent(sum, old, -1), fresh);
  const day = dayOf((after.endedAt ?? after.startedAt).atMs);
  const days = { ...spending.days, [day]: renewed(spending.days[day] ?? nothingSpent) };
  const kept = Object.entries(days)
    .toSorted(([a], [b]) => Number(b) - Number(a))
    .slice(0, keptDayCount);
  return { ...spending, total: renewed(spending.total), days: Object.fromEntries(kept) };
};
