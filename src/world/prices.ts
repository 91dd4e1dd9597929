/**
 * List prices of models, from a catalogue that comes with its package: nothing is fetched. Loading it takes a tenth of a second and
 * some megabytes, so it waits for the first question.
 */
import { createRequire } from 'node:module';
import type * as Catalogue from '@pydantic/genai-prices';
import type { TokenPrices } from '../model/settings.ts';

/** What models cost. */
export interface Prices {
  /** By the name that an agent gives its model, `gpt-5.5` or `openai/gpt-5.5`; null = it has no list price. */
  readPrices(model: string): TokenPrices | null;
}

/** The door to the catalogue. */
export const openPrices = (): Prices => {
  const found = new Map<string, TokenPrices | null>();
  return {
    readPrices: (model) => {
      if (model.length > longestName) return null;
      const known = found.get(model);
      if (known !== undefined) return known;
      const prices = lookUp(model);
      if (found.size >= keptCount) found.clear();
      found.set(model, prices);
      return prices;
    },
  };
};

/** The name comes from a log that a model can write to. */
const longestName = 200;
const keptCount = 100;

/** What the catalogue cannot make sense of has no price. */
const lookUp = (model: string): TokenPrices | null => {
  try {
    return pricesIn(loadCatalogue(), model);
  } catch {
    return null;
  }
};

const loadCatalogue = (): typeof Catalogue => createRequire(import.meta.url)('@pydantic/genai-prices');

/** Few enough to stay below any step of a price that rises with the length of one request: a sum of many is no such request. */
const sampleCount = 1000;

const pricesIn = ({ calcPrice }: typeof Catalogue, name: string): TokenPrices | null => {
  const [, provider, model = name] = /^([a-z0-9-]+)\/(.+)$/.exec(name) ?? [];
  const priceOf = (usage: Catalogue.Usage): number | null => {
    const found = calcPrice(usage, model, provider === undefined ? {} : { providerId: provider });
    return found === null ? null : found.total_price / sampleCount;
  };
  const input = priceOf({ input_tokens: sampleCount });
  const cacheRead = priceOf({ input_tokens: sampleCount, cache_read_tokens: sampleCount });
  const cacheWrite = priceOf({ input_tokens: sampleCount, cache_write_tokens: sampleCount });
  const output = priceOf({ output_tokens: sampleCount });
  if (input === null || cacheRead === null || cacheWrite === null || output === null) return null;
  return { input, cacheRead, cacheWrite, output };
};
