/**
 * A log that nobody can read as a conversation, line by line as it is, but safe to look at.
 */
import { type Page, roomOf, safeText, wrapped } from './page.ts';

/** Text as it comes. Every method answers lines. */
export interface RawText {
  readonly add: (bytes: Uint8Array) => readonly string[];
  /** A last line without an end. */
  readonly end: () => readonly string[];
}

/** A longer line is broken. */
const longestLength = 1_000_000;

/** Begins to show. */
export const openRawText = (page: Page): RawText => {
  const decoder = new TextDecoder('utf-8');
  const whole: Page = { ...page, isDetailed: true, hasTimes: false };
  let held = '';
  const shown = (text: string): readonly string[] =>
    wrapped(safeText(text, whole).split('\n'), roomOf(whole));
  const take = (length: number): string => {
    const text = held.slice(0, length);
    held = held.slice(length);
    return text;
  };
  return {
    add: (bytes) => {
      held += decoder.decode(bytes, { stream: true });
      const end = held.lastIndexOf('\n');
      if (end >= 0) return shown(take(end + 1).slice(0, -1));
      return held.length > longestLength ? shown(take(held.length)) : [];
    },
    end: () => (held === '' ? [] : shown(take(held.length))),
  };
};
