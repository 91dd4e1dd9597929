import { expect, it } from 'vitest';
import { amountText, tokensText, usdText } from '../../src/model/amount.ts';

it.each([
  [0, '$0.00'],
  [0.00001, '$0.0001'],
  [0.0031, '$0.0031'],
  [0.01, '$0.01'],
  [1.305, '$1.30'],
  [1234.5, '$1234.50'],
])('%d US dollars are %s', (usd, text) => {
  expect(usdText(usd)).toBe(text);
});

it.each([
  [0, '0 tok'],
  [950, '950 tok'],
  [12_345, '12.3 ktok'],
  [2_000_000, '2 Mtok'],
  [3.21e9, '3.2 Gtok'],
])('%d tokens are %s', (count, text) => {
  expect(tokensText(count)).toBe(text);
});

it('an amount is shown in its unit', () => {
  expect(amountText({ unit: 'usd', amount: 5 })).toBe('$5.00');
  expect(amountText({ unit: 'tokens', amount: 5e5 })).toBe('500 ktok');
});
