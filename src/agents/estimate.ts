import type { AgentAccount } from '../model/agent-account.ts';
import type { TokenPrices } from '../model/settings.ts';

/**
 * The account with a cost of tokens times prices where the agent told tokens and no cost. Each kind of token has its own
 * price: most of a long session is read from a cache, at a fraction of the price. `pricesOf` gives null where no price is known.
 */
export const withEstimate = (
  account: AgentAccount,
  pricesOf: (model: string | null) => TokenPrices | null,
): AgentAccount => {
  const { cost, tokens, model } = account;
  if (cost !== null || tokens === null) return account;
  const prices = pricesOf(model);
  if (prices === null) return account;
  const amountUsd =
    tokens.input * prices.input +
    tokens.cacheRead * prices.cacheRead +
    tokens.cacheWrite * prices.cacheWrite +
    tokens.output * prices.output;
  return { ...account, cost: { amountUsd, source: 'estimate' } };
};
