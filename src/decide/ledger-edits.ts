/**
 * What a person's changes to the ledger mean (the table of SPEC section 8): the rows as read against the rows as
 * written last. A cancel always wins over a retry, and an accident is told apart from a wish before anything else.
 */
import type { LedgerEdit, LedgerEntry, LedgerParse, LedgerSection } from '../model/ledger.ts';

/** The edits in file order, or why the file cannot be a person's wish and has to be restored. */
export type LedgerVerdict =
  | { readonly kind: 'edits'; readonly edits: readonly LedgerEdit[] }
  | { readonly kind: 'reject'; readonly why: string };

export interface LedgerReading {
  readonly seen: LedgerParse;
  /** Entries of the block as it was written last. */
  readonly baseline: readonly LedgerEntry[];
  /** Issues of tasks that are in no terminal state now: only these can be cancelled. */
  readonly liveIssues: readonly number[];
}

/** Compares what was read with what was written. Retries are for the caller to check against the task's state. */
export const ledgerEditsOf = ({ seen, baseline, liveIssues }: LedgerReading): LedgerVerdict => {
  if (seen.kind === 'absent') return { kind: 'reject', why: 'the managed block is gone' };
  if (seen.kind === 'damaged') return { kind: 'reject', why: seen.why };
  const why = massLossOf(seen.entries, baseline);
  if (why !== null) return { kind: 'reject', why };
  const written = new Map(baseline.map((entry) => [entry.issue, entry]));
  const live = new Set(liveIssues);
  const rowEdits = [...Map.groupBy(seen.entries, (entry) => entry.issue)].flatMap(([issue, rows]) =>
    editsOfRows(rows, { base: written.get(issue), isLive: live.has(issue), sections: seen.sections }),
  );
  return { kind: 'edits', edits: [...rowEdits, ...orderEdits(seen.entries, baseline, rowEdits)] };
};

const liveSections: readonly (LedgerSection | null)[] = ['active', 'blocked', 'pending'];
const finishedSections: readonly (LedgerSection | null)[] = ['blocked', 'completed', 'failed', 'cancelled'];

/** One row gone is a slip and comes back; more than half of two or more is a file that was cut off. */
const massLossOf = (seen: readonly LedgerEntry[], baseline: readonly LedgerEntry[]): string | null => {
  const present = new Set(seen.map((entry) => entry.issue));
  const live = baseline.filter((entry) => liveSections.includes(entry.section));
  const gone = live.filter((entry) => !present.has(entry.issue));
  if (live.length >= 2 && gone.length * 2 > live.length) {
    return `${gone.length} of ${live.length} live rows are gone at once`;
  }
  return baseline.length >= 2 && seen.length === 0 ? 'all rows are gone at once' : null;
};

interface RowContext {
  /** The row as written; undefined for a row that we did not write. */
  readonly base: LedgerEntry | undefined;
  readonly isLive: boolean;
  readonly sections: readonly LedgerSection[];
}

/** Edits of all rows with one key: of a doubled row, the one that was changed counts. */
const editsOfRows = (rows: readonly LedgerEntry[], context: RowContext): readonly LedgerEdit[] => {
  const cancel = rows.map((row) => cancelReasonOf(row, context)).find((reason) => reason !== null);
  const { base, isLive } = context;
  const [row] = rows;
  if (row === undefined) return [];
  if (cancel !== undefined) return isLive ? [{ kind: 'cancel', issue: row.issue, reason: cancel }] : [];
  if (base === undefined) return [];
  const retry = rows.some((candidate) => isRetry(candidate, context));
  const priority = rows.map((candidate) => candidate.priority).find((p) => p !== null && p !== base.priority);
  return [
    ...(retry ? [{ kind: 'retry', issue: row.issue } as const] : []),
    ...(priority == null ? [] : [{ kind: 'priority', issue: row.issue, priority } as const]),
  ];
};

/** Why this row cancels; null when it does not. */
const cancelReasonOf = (row: LedgerEntry, context: RowContext): string | null => {
  const { base } = context;
  const given = row.cancelReason === base?.cancelReason ? null : row.cancelReason;
  if (row.legacyCancel && base?.legacyCancel !== true) return given ?? 'cancelled by hand';
  if (row.struck && base?.struck !== true) return given ?? 'struck through';
  if (base === undefined) return null;
  const to = movedTo(row, context);
  if (to === 'cancelled' || to === 'failed') {
    return given ?? (to === 'cancelled' ? 'moved to Cancelled' : 'moved to Failed');
  }
  if (row.mark === base.mark) return null;
  if (row.mark === 'cancelled') return given ?? 'marked as cancelled';
  return row.mark === 'ticked' ? (given ?? 'done by hand') : null;
};

const isRetry = (row: LedgerEntry, context: RowContext): boolean => {
  const { base } = context;
  if (base === undefined || !finishedSections.includes(base.section)) return false;
  const isUnticked = base.mark === 'ticked' && row.mark === 'open' && row.section === base.section;
  return isUnticked || movedTo(row, context) === 'pending';
};

/** The section a person moved the row to; null when it stands where it was, or when its old heading was taken away. */
const movedTo = (row: LedgerEntry, { base, sections }: RowContext): LedgerSection | null => {
  if (base === undefined || row.section === base.section) return null;
  return base.section !== null && sections.includes(base.section) ? row.section : null;
};

/** The new order of Pending, if rows that were and still are there stand in another order. */
const orderEdits = (
  seen: readonly LedgerEntry[],
  baseline: readonly LedgerEntry[],
  edits: readonly LedgerEdit[],
): readonly LedgerEdit[] => {
  const before = pendingOf(baseline);
  const cancelled = new Set(edits.flatMap((edit) => (edit.kind === 'cancel' ? [edit.issue] : [])));
  const known = new Set(baseline.map((entry) => entry.issue));
  const now = pendingOf(seen).filter((issue) => known.has(issue) && !cancelled.has(issue));
  const stayed = before.filter((issue) => now.includes(issue));
  const reordered = now.filter((issue) => before.includes(issue));
  const isSame = stayed.every((issue, index) => issue === reordered[index]);
  return isSame ? [] : [{ kind: 'order', issues: now }];
};

const pendingOf = (entries: readonly LedgerEntry[]): readonly number[] => [
  ...new Set(entries.filter((entry) => entry.section === 'pending').map((entry) => entry.issue)),
];
