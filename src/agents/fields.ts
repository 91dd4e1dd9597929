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
    .map((block) => (typeof block === 'string' ? block : (textOf(recordOf(block).text) ?? '')))
    .filter((text) => text !== '')
    .join('\n');
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The minute that the last instant was in: most lines of a log share theirs with the line before. */
let knownMinute = { text: '', atMs: Number.NaN };

/** Epoch milliseconds of a number of them, or of `2026-11-21T01:26:33.791Z`; null for anything else. */
export const instantOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value > 1e11 && value < 1e14 ? value : null;
  if (typeof value !== 'string' || value.length < 20 || value.length > 30 || !value.endsWith('Z'))
    return null;
  if (knownMinute.text === '' || !value.startsWith(knownMinute.text))
    knownMinute = minuteOf(value.slice(0, 17));
  const places = Math.min(3, Math.max(0, value.length - 21));
  const fraction = places === 0 ? 0 : digitsAt(value, 20, places) * 10 ** (3 - places);
  const atMs = knownMinute.atMs + digitsAt(value, 17, 2) * 1000 + fraction;
  return Number.isNaN(atMs) ? null : atMs;
};

/** Of `2026-11-21T01:26:`; what has another form has no instant. */
const minuteOf = (text: string): { readonly text: string; readonly atMs: number } => {
  const isWell = text[10] === 'T' && text[13] === ':' && text[16] === ':';
  const minutes = digitsAt(text, 11, 2) * 60 + digitsAt(text, 14, 2);
  return { text, atMs: isWell ? dayAtMs(text) + minutes * minuteMs : Number.NaN };
};

/** The number that so many digits stand for; not a number when one of them is none. */
const digitsAt = (text: string, start: number, length: number): number => {
  let value = 0;
  for (let index = start; index < start + length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
};

const dayAtMs = (text: string): number =>
  (daysOf(digitsAt(text, 0, 4), digitsAt(text, 5, 2)) + digitsAt(text, 8, 2) - 1) * dayMs;

/** Days from 1970-01-01 to the first of a month; counts years from March, so that a leap day is a year's last. */
const daysOf = (year: number, month: number): number => {
  const start = month <= 2 ? year - 1 : year;
  const days = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return (
    365 * start + Math.floor(start / 4) - Math.floor(start / 100) + Math.floor(start / 400) + days - 719_468
  );
};
