/**
 * Diagnostics: one report of everything that may matter when something is wrong. Plain data, ready to be JSON.
 */

/** A part of the report, or why it could not be read. */
export type Read<T> = { readonly value: T } | { readonly unknown: string };

/** Parts are told in this order. Their values are plain data; what they hold is for people. */
export interface Diagnostics {
  readonly at: string;
  readonly parts: readonly Part[];
}

/** One part: `lines` for people, `value` for programs. */
export interface Part {
  readonly name: string;
  readonly read: Read<unknown>;
  readonly lines: readonly string[];
}
