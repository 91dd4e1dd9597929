/**
 * Money and tokens as people write them.
 */
import type { Amount } from './settings.ts';

/** `$1.31`; `$0.0031` for what is less than a cent and not nothing. */
export const usdText = (usd: number): string =>
  usd > 0 && usd < 0.01 ? `$${Math.max(usd, 0.0001).toFixed(4)}` : `$${usd.toFixed(2)}`;

const units = ['tok', 'ktok', 'Mtok', 'Gtok'] as const;

/** `950 tok`, `12.3 ktok`, `2 Mtok`: at most one decimal, in the words of a budget. */
export const tokensText = (count: number): string => {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  return `${Math.round((count / 1000 ** step) * 10) / 10} ${units[step]}`;
};

/** `$5.00`, `2 Mtok`. */
export const amountText = ({ unit, amount }: Amount): string =>
  unit === 'usd' ? usdText(amount) : tokensText(amount);
