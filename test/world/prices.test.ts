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

test('they are those that claude itself goes by', () => {
  const { input, cacheRead, cacheWrite, output } = prices.readPrices('claude-opus-5-5') ?? expect.fail();
  // The figures of the log `claude-success`, which tells its cost.
  expect(3600 * input + 9000 * cacheRead + 600 * cacheWrite + 240 * output).toBeCloseTo(0.024, 9);
});

test.each([
  'mock-model',
  '<synthetic>',
  '',
  'nobody/claude-sonnet-4-5',
  'claude',
  '../x',
  'gpt-5'.repeat(100),
])('no price is made up for %j', (model) => {
  expect(prices.readPrices(model)).toBeNull();
});
