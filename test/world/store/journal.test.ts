import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { PRUNED_AT_ONCE } from '../../../src/world/store/journal.ts';
import { JOURNAL_ROWS } from '../../../src/world/store/schema.ts';
import { change, instant } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const alter = (file: string, statements: string): void => {
  const db = new DatabaseSync(file);
  db.exec(statements);
  db.close();
};

/** As if it had had rows up to this one. */
const goTo = (file: string, id: number): void =>
  alter(file, `UPDATE sqlite_sequence SET seq = ${id} WHERE name = 'journal'`);

it('keeps the newest changes, of ended tasks too, and lets nobody take one away', () => {
  const file = stateFile();
  const store = openWithTask(file);
  store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000));
  store.close();
  expect(() => alter(file, 'DELETE FROM journal')).toThrow(/append-only/);
  goTo(file, JOURNAL_ROWS + PRUNED_AT_ONCE - 1);
  const { store: later } = open(file);
  later.recordChange(change(1, 'cancelled', 'queued'), instant(7_000));
  expect(later.readJournal(1).map(({ to }) => to)).toEqual(['queued']);
  expect(() => alter(file, 'DELETE FROM journal')).toThrow(/append-only/);
});

it('is bounded in a store of the first version as well', () => {
  const file = stateFile();
  openWithTask(file).close();
  const older = `DROP TRIGGER journal_keeps_rows; CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    PRAGMA user_version = 1;`;
  alter(file, older);
  goTo(file, JOURNAL_ROWS + PRUNED_AT_ONCE - 1);
  const { store, notices } = open(file);
  store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000));
  expect({ notices, changes: store.readJournal(1).map(({ to }) => to) }).toEqual({
    notices: [],
    changes: ['cancelled'],
  });
});

it('what goes stays counted: no counter falls, in the store that lets it go and after a restart', () => {
  const file = stateFile();
  const store = openWithTask(file);
  store.recordChange(change(1, 'queued', 'completed'), instant(6_000));
  store.recordChange(change(1, 'completed', 'queued'), instant(7_000));
  store.close();
  goTo(file, JOURNAL_ROWS + PRUNED_AT_ONCE - 2);
  const { store: later } = open(file);
  later.recordChange(change(1, 'queued', 'running'), instant(8_000));
  const { changes } = later.readTallies(0);
  later.recordChange(change(1, 'running', 'completed'), instant(9_000));
  const tallies = later.readTallies(0);
  expect(later.readJournal(1)).toHaveLength(2);
  expect(tallies.changes).toEqual([...changes, { from: 'running', to: 'completed', count: 1 }]);
  expect(tallies.completionsMs).toEqual([1_000, 2_000]);
  later.close();
  goTo(file, JOURNAL_ROWS * 3 - 1);
  const { store: latest } = open(file);
  expect(latest.readTallies(0)).toEqual(tallies);
  latest.recordChange(change(1, 'completed', 'queued'), instant(10_000));
  expect(latest.readJournal(1)).toHaveLength(1);
  const all = latest.readTallies(0).changes.reduce((sum, { count }) => sum + count, 0);
  expect(all).toBe(6);
});
