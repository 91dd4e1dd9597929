/**
 * Checks for what comes back as JSON: enough to never crash on a damaged row, not a second type system.
 */

export type Check = (value: unknown) => boolean;
export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText: Check = (value) => typeof value === 'string';
export const isNumber: Check = (value) => typeof value === 'number';
export const isList: Check = (value) => Array.isArray(value);

/** Accepts one of the given words. */
export const isWord =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);

/** Accepts null, and what `check` accepts. */
export const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** Accepts an object in which each named field passes its check; other fields are free. */
export const isShaped =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

export const isInstant: Check = isShaped({ atMs: isNumber, uptimeMs: isNumber, boot: isText });

/** The object that `text` is, when it passes the check; null for anything else. */
export const parseDocument = (text: string, check: Check): Json | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && check(value) ? value : null;
  } catch {
    return null;
  }
};
