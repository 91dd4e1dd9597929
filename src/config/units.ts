/** Durations, sizes and amounts as a person writes them. */
import type { Amount } from '../model/settings.ts';

const unitMs: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `15m`, `2h`, `1.5h`, or plain seconds. */
export const durationPattern = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h)?$/;

/** Longer timers do not fit what Node's timers take (2^31 - 1 milliseconds). */
const maxDurationMs = 24 * 24 * 3_600_000;

/** Milliseconds of a duration; undefined for anything else, and for more than 24 days. */
export const parseDuration = (written: string | number): number | undefined => {
  const match = durationPattern.exec(String(written).trim());
  if (match === null) return undefined;
  const ms = Math.round(Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN));
  return ms <= maxDurationMs ? ms : undefined;
};

const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `2GiB`, `500MB`, or plain bytes. */
export const sizePattern = /^(\d{1,15}(?:\.\d{1,3})?) ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?$/;

/** Bytes of a size; undefined for anything else. */
export const parseSize = (written: string | number): number | undefined => {
  const match = sizePattern.exec(String(written).trim());
  if (match === null) return undefined;
  const bytes = Math.round(Number(match[1]) * (unitBytes[match[2] ?? ''] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

const unitTokens: Readonly<Record<string, number>> = { tok: 1, ktok: 1e3, Mtok: 1e6, Gtok: 1e9 };

/** `5usd`, `0.5usd`, `2Mtok`, `500ktok`. */
export const amountPattern = /^(\d{1,9}(?:\.\d{1,4})?)(usd|tok|ktok|Mtok|Gtok)$/;

/** Dollars or tokens; undefined for anything else. */
export const parseAmount = (written: string): Amount | undefined => {
  const [, number = '', unit = ''] = amountPattern.exec(written) ?? [];
  if (number === '') return undefined;
  const tokens = unitTokens[unit];
  return tokens === undefined
    ? { unit: 'usd', amount: Number(number) }
    : { unit: 'tokens', amount: Math.round(Number(number) * tokens) };
};
