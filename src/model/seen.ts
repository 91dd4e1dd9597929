/**
 * The result of a read. A read that failed is `unknown` and says why; it is never an absence.
 */

/** What a read saw, and when; or why it saw nothing that may be acted on. */
export type Seen<T> =
  | { readonly kind: 'known'; readonly value: T; readonly atMs: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** A successful read. */
export const known = <T>(value: T, atMs: number): Seen<T> => ({ kind: 'known', value, atMs });

/** A read that failed; `why` is shown to people. */
export const unknown = (why: string): Seen<never> => ({ kind: 'unknown', why });
