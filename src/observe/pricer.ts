import { withEstimate } from '../agents/estimate.ts';
import type { AgentAccount } from '../model/agent-account.ts';
import { ownValue } from '../model/own-value.ts';
import type { BudgetSettings, TokenPrices } from '../model/settings.ts';
import type { World } from '../world/world.ts';

/** Makes a cost of an agent's tokens; `isFinal`: that is what is kept. */
export type Pricer = (
  account: AgentAccount,
  source: { readonly isFinal: boolean; readonly agent: string },
) => AgentAccount;

/** What a worker has cost so far is only asked for where it may be stopped for it: the prices take room. */
export const pricerOf = (
  world: Pick<World, 'prices'>,
  { perTask, perDay, total, prices }: BudgetSettings,
): Pricer => {
  const isDollars = [perTask, perDay, total].some((amount) => amount?.unit === 'usd');
  // Some agents do not tell their model: a person may say what such an agent costs.
  const pricesOf = (model: string | null, agent: string): TokenPrices | null =>
    model === null
      ? (ownValue(prices, agent) ?? null)
      : (ownValue(prices, model) ?? world.prices.readPrices(model));
  return (account, { isFinal, agent }) =>
    isFinal || isDollars ? withEstimate(account, (model) => pricesOf(model, agent)) : account;
};
