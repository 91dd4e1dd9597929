/**
 * The journal: every change of state with its evidence, oldest first, never altered. Tasks that ended long ago are in it
 * as well; only the oldest rows of all go, some at once, beyond {@link JOURNAL_ROWS}, and stay in the sums (change-sums.ts).
 */
import type { StateChange } from '../../model/action.ts';
import type { Instant } from '../../model/instant.ts';
import type { JournalEntry } from '../world.ts';
import { prepareChangeSums } from './change-sums.ts';
import type { Connection } from './connection.ts';
import { journalEntryOf } from './rows.ts';
import { JOURNAL_ROWS } from './schema.ts';

/** So many rows go together: what they leave in the sums is written once for all of them. */
export const PRUNED_AT_ONCE = 500;

type Row = Parameters<typeof journalEntryOf>[0];

/** The journal's statements; `append` runs inside the caller's transaction. */
export const prepareJournal = (connection: Connection) => {
  const { db } = connection;
  const insert = db.prepare('INSERT INTO journal (issue, document) VALUES (?, ?)');
  const select = db.prepare('SELECT id, issue, document FROM journal WHERE issue = ? ORDER BY id');
  const newest = db.prepare('SELECT id, issue, document FROM journal ORDER BY id DESC LIMIT ?');
  const prune = db.prepare('DELETE FROM journal WHERE id <= ?');
  const sums = prepareChangeSums(connection);
  return {
    append: ({ issue, from, to, reason, evidence }: StateChange, at: Instant): void => {
      const { lastInsertRowid } = insert.run(issue, JSON.stringify({ from, to, reason, evidence, at }));
      const last = Number(lastInsertRowid) - JOURNAL_ROWS;
      if (last <= 0 || last % PRUNED_AT_ONCE !== 0) return;
      sums.fold(last);
      prune.run(last);
    },
    /** Damaged rows are left out: nothing is decided from the journal. */
    readOf: (issue: number): readonly JournalEntry[] =>
      (select.all(issue) as unknown as Row[]).map(journalEntryOf).filter((entry) => entry !== null),
    /** The newest of all tasks, oldest first. */
    readNewest: (limit: number): readonly JournalEntry[] =>
      (newest.all(limit) as unknown as Row[])
        .toReversed()
        .map(journalEntryOf)
        .filter((entry) => entry !== null),
  };
};
