/**
 * The journal: every change of state with its evidence, oldest first, never altered. Tasks that ended long ago are in it
 * as well; only the oldest rows of all go, once there are more than {@link JOURNAL_ROWS}.
 */
import type { StateChange } from '../../model/action.ts';
import type { Instant } from '../../model/instant.ts';
import type { JournalEntry } from '../world.ts';
import type { Connection } from './connection.ts';
import { journalEntryOf } from './rows.ts';
import { JOURNAL_ROWS } from './schema.ts';

type Row = Parameters<typeof journalEntryOf>[0];

/** The journal's statements; `append` runs inside the caller's transaction. */
export const prepareJournal = ({ db }: Connection) => {
  const insert = db.prepare('INSERT INTO journal (issue, document) VALUES (?, ?)');
  const select = db.prepare('SELECT id, issue, document FROM journal WHERE issue = ? ORDER BY id');
  const newest = db.prepare('SELECT id, issue, document FROM journal ORDER BY id DESC LIMIT ?');
  const prune = db.prepare('DELETE FROM journal WHERE id <= ?');
  return {
    append: ({ issue, from, to, reason, evidence }: StateChange, at: Instant): void => {
      const { lastInsertRowid } = insert.run(issue, JSON.stringify({ from, to, reason, evidence, at }));
      prune.run(Number(lastInsertRowid) - JOURNAL_ROWS);
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
