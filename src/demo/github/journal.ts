/**
 * The journal: every request that came over HTTP, in order of arrival.
 */

/** One request. `status` null = it was never answered (hang, reset, client gone, still under way). */
export interface JournalEntry {
  readonly method: string;
  /** Template of the route, `/repos/{owner}/{repo}/issues`; the path itself where no route fits. */
  readonly route: string;
  /** Path and query without the base path. */
  readonly path: string;
  readonly status: number | null;
  readonly login: string | null;
  /** True when it carried `If-None-Match`. */
  readonly conditional: boolean;
  readonly atMs: number;
}

export interface RequestJournal {
  entries(): readonly JournalEntry[];
  /** Opens an entry; the returned function records the answer's status. */
  open(entry: Omit<JournalEntry, 'status'>): (status: number) => void;
  clear(): void;
}

/** An empty journal. */
export const openRequestJournal = (): RequestJournal => {
  let rows: JournalEntry[] = [];
  return {
    entries: () => rows,
    open: (entry) => {
      const row: { -readonly [Key in keyof JournalEntry]: JournalEntry[Key] } = { ...entry, status: null };
      rows.push(row);
      return (status) => {
        row.status = status;
      };
    },
    clear: () => {
      rows = [];
    },
  };
};
