/**
 * The word that somebody untrusted has edited an issue whose worker runs, or has completed it: the worker has its prompt and
 * is left alone, but whoever merges should look (docs/decisions/0012-approved-text.md). It stands in a task's `hold`.
 */

const ending = ': look before you merge';

/** `who`: `edited by theo (permission: read) after mona had approved it`. */
export const editNoteOf = (who: string): string => `${who}${ending}`;

/** The note in what is shown of a task; null = there is none. */
export const editNoteIn = (hold: string | null): string | null =>
  hold?.split('; ').find((part) => part.endsWith(ending)) ?? null;
