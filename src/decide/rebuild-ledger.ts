/**
 * The ledger of a memory that was lost: its rows as they were written become what a person's edits are compared with, so
 * that an edit made while nothing ran means what it always means.
 */
import type { Action } from '../model/action.ts';
import type { LedgerEntry, LedgerMark, LedgerRecord, LedgerSeen } from '../model/ledger.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TracedRow } from '../model/traces.ts';
import { byTurn } from './order.ts';

/** Null where no row is of a task that is remembered: there is nothing to compare. */
export const acceptLedger = (seen: LedgerSeen, { memory, traces }: Snapshot): Action | null => {
  if (traces?.kind !== 'known' || seen.text === null) return null;
  const turns = memory.tasks.toSorted(byTurn).map(({ issue }) => issue);
  const rows = [...traces.value.rows].filter(([issue]) => turns.includes(issue));
  if (rows.length === 0) return null;
  const written = rows.map(([, row]) => writtenEntryOf(row));
  const pending = written
    .filter(({ section }) => section === 'pending')
    .toSorted((a, b) => turns.indexOf(a.issue) - turns.indexOf(b.issue));
  const others = written.filter(({ section }) => section !== 'pending');
  return { kind: 'accept-ledger', text: seen.text, entries: [...others, ...pending] };
};

/** True for a row that does not stand as it was written. */
export const isEditedRow = (row: TracedRow): boolean => {
  const written = writtenEntryOf(row);
  return row.entries.some(
    (entry) =>
      entry.section !== written.section ||
      entry.mark !== written.mark ||
      entry.struck ||
      entry.legacyCancel ||
      entry.cancelReason !== null,
  );
};

/** Its priority was taken over as it stands. */
const writtenEntryOf = ({ record, entries }: TracedRow): LedgerEntry => ({
  issue: record.issue,
  section: record.wrote,
  mark: marks[record.wrote],
  struck: false,
  priority: record.priority ?? entries[0]?.priority ?? null,
  cancelReason: null,
  legacyCancel: false,
});

/** As `render/ledger-parse.ts` reads what `render/ledger-row-text.ts` writes. */
const marks: Readonly<Record<LedgerRecord['wrote'], LedgerMark>> = {
  active: 'open',
  blocked: 'open',
  pending: 'open',
  completed: 'ticked',
  failed: 'cancelled',
  cancelled: 'cancelled',
};
