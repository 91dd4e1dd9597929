import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { JOURNAL_ROWS } from '../../../src/world/store/schema.ts';
import { change, instant } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const alter = (file: string, statements: string): void => {
  const db = new DatabaseSync(file);
  db.exec(statements);
  db.close();
};

it('keeps the newest changes, of ended tasks too, and lets nobody take one away', () => {
  const file = stateFile();
  const store = openWithTask(file);
  store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000));
  store.close();
  expect(() => alter(file, 'DELETE FROM journal')).toThrow(/append-only/);
  alter(file, `UPDATE sqlite_sequence SET seq = ${JOURNAL_ROWS} WHERE name = 'journal'`);
  const { store: later } = open(file);
  later.recordChange(change(1, 'cancelled', 'queued'), instant(7_000));
  expect(later.readJournal(1).map(({ to }) => to)).toEqual(['cancelled', 'queued']);
  expect(() => alter(file, 'DELETE FROM journal')).toThrow(/append-only/);
});

it('is bounded in a store of the first version as well', () => {
  const file = stateFile();
  openWithTask(file).close();
  const older = `DROP TRIGGER journal_keeps_rows; CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; PRAGMA user_version = 1;
    UPDATE sqlite_sequence SET seq = ${JOURNAL_ROWS} WHERE name = 'journal';`;
  alter(file, older);
  const { store, notices } = open(file);
  store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000));
  expect({ notices, changes: store.readJournal(1).map(({ to }) => to) }).toEqual({
    notices: [],
    changes: ['cancelled'],
  });
});
