/**
 * Reading answers nobody vouches for: unknown JSON to typed values. A field that cannot be understood fails the whole
 * read; a row that was dropped would look like an absence.
 */
import { TransientError } from '../../model/failures.ts';

/** A JSON object of which nothing else is known. */
export type Raw = Readonly<Record<string, unknown>>;

/** The failure for an answer that is not what GitHub documents; `what` names the place, `issue.title is not text`. */
export const unexpectedAnswer = (what: string, cause?: unknown): TransientError =>
  new TransientError(`GitHub answered something unexpected: ${what}`, {
    cause,
    fix: 'it is tried again; if it stays, check GITHUB_API_URL and any proxy in between',
  });

/** The value as a JSON object. @throws TransientError it is something else. */
export const parseObject = (value: unknown, what: string): Raw => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unexpectedAnswer(`${what} is not an object`);
  }
  return value as Raw;
};

/** The value as a JSON array. @throws TransientError it is something else. */
export const parseList = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw unexpectedAnswer(`${what} is not a list`);
  return value;
};

/** The text in a field. @throws TransientError missing or something else. */
export const parseText = (raw: Raw, field: string): string => {
  const value = raw[field];
  if (typeof value !== 'string') throw unexpectedAnswer(`${field} is not text`);
  return value;
};

/** The whole number in a field. @throws TransientError missing or something else. */
export const parseInteger = (raw: Raw, field: string): number => {
  const value = raw[field];
  if (!Number.isSafeInteger(value)) throw unexpectedAnswer(`${field} is not a whole number`);
  return value as number;
};

/** The ISO 8601 time in a field, as epoch milliseconds. @throws TransientError missing or something else. */
export const parseTimeMs = (raw: Raw, field: string): number => {
  const atMs = Date.parse(parseText(raw, field));
  if (Number.isNaN(atMs)) throw unexpectedAnswer(`${field} is not a time`);
  return atMs;
};

/** The object in a field, or null where GitHub says null or nothing. @throws TransientError something else. */
export const parseOptional = (raw: Raw, field: string): Raw | null => {
  const value = raw[field];
  return value === null || value === undefined ? null : parseObject(value, field);
};
