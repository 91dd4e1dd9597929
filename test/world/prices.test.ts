import { expect, test } from 'vitest';
import { openPrices } from '../../src/world/prices.ts';

const prices = openPrices();

test.each([
  ['claude-sonnet-4-5', { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 }],
  ['anthropic/claude-sonnet-4-5', { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 }],
  ['gpt-5.5', { input: 5, cacheRead: 0.5, cacheWrite: 5, output: 30 }],
  // Its price rises with the length of one request; a sum of many requests is none of those.
  ['gemini-2.5-pro', { input: 1.25, cacheRead: 0.125, cacheWrite: 1.25, output: 10 }],
])('%s has the list price of each kind of token', (model, perMillion) => {
  const found = prices.readPrices(model) ?? expect.fail('no price');
  for (const [kind, price] of Object.entries(perMillion))
    expect(found[kind as keyof typeof found] * 1e6).toBeCloseTo(price, 9);
});

test.each(['mock-model', '<synthetic>', '', 'nobody/claude-sonnet-4-5', 'claude', '../x'])(
  'no price is made up for %j',
  (model) => {
    expect(prices.readPrices(model)).toBeNull();
  },
);
