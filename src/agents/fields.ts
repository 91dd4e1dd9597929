/**
 * Fields of a line that nobody has checked: what has another type than expected counts as absent.
 */

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

const none: Json = {};

/** The object, or an empty one. */
export const recordOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : none;

/** The list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Text that is not empty, or null. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** A finite number, or null. */
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** A count that is not negative, or 0. */
export const countOf = (value: unknown): number => Math.max(0, numberOf(value) ?? 0);

/** Text of a content field: a string, or a list of `{ text }` blocks joined. */
export const contentTextOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return listOf(value)
    .map((block) => (typeof block === 'string' ? block : (textOf(recordOf(block)['text']) ?? '')))
    .filter((text) => text !== '')
    .join('\n');
};

const isoInstant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?Z$/;

/** Epoch milliseconds of a number of them, or of `2026-11-21T01:26:33.791Z`; null for anything else. */
export const instantOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value > 1e11 && value < 1e14 ? value : null;
  if (typeof value !== 'string') return null;
  const parts = isoInstant.exec(value);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const days = daysOf(year, month) + day - 1;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + Number((parts[7] ?? '').padEnd(3, '0'));
};

/** Days from 1970-01-01 to the first of a month; counts years from March, so that a leap day is a year's last. */
const daysOf = (year: number, month: number): number => {
  const start = month <= 2 ? year - 1 : year;
  const days = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return 365 * start + Math.floor(start / 4) - Math.floor(start / 100) + Math.floor(start / 400) + days - 719_468;
};
