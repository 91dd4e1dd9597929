/**
 * The tables, as a list of migrations: entry 0 makes version 1 from nothing, entry 1 makes version 2 from 1, and so on.
 * An entry that was released is never edited. What is queried is a column; the rest of a noun is its `document`, JSON.
 */
import type { DatabaseSync } from 'node:sqlite';

/** So many changes of state are kept, the newest; about 10 MB. Part of an entry below: another number is another entry. */
export const JOURNAL_ROWS = 20_000;

const VERSION_1 = `
  CREATE TABLE tasks (
    issue INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tasks_live ON tasks (issue) WHERE state NOT IN ('completed', 'failed', 'stopped', 'cancelled');
  CREATE INDEX tasks_ended ON tasks (since_ms) WHERE state IN ('completed', 'failed', 'stopped', 'cancelled');

  CREATE TABLE attempts (
    opened INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL UNIQUE,
    issue INTEGER NOT NULL,
    number INTEGER NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'running', 'ended')),
    document TEXT NOT NULL,
    UNIQUE (issue, number)
  ) STRICT;
  CREATE UNIQUE INDEX attempts_one_live ON attempts (issue) WHERE phase <> 'ended';

  CREATE TABLE troubles (
    issue INTEGER NOT NULL,
    action TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (issue, action)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_by_issue ON journal (issue, id);
  CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

  CREATE TABLE refusals (
    issue INTEGER PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;

  CREATE TABLE controls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    answer TEXT
  ) STRICT;
  CREATE INDEX controls_waiting ON controls (id) WHERE answer IS NULL;

  CREATE TABLE responses (
    saved INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    etag TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT
  ) STRICT;

  CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE unreadable (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    found TEXT NOT NULL,
    origin TEXT NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
`;

/** The journal stays append-only, but for its oldest rows once there are more than it keeps (journal.ts). */
const VERSION_2 = `
  DROP TRIGGER journal_keeps_rows;
  CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
    WHEN OLD.id > (SELECT max(id) FROM journal) - ${JOURNAL_ROWS}
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2];

/** The version this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The version a database has; 0 = it was never set up. */
export const readVersion = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.user_version);

/** True when there is anything in the database at all. */
export const readHasTables = (db: DatabaseSync): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;

/** Brings the database to {@link SCHEMA_VERSION}, all or nothing; must run inside a write transaction. */
export const migrate = (db: DatabaseSync): void => {
  const version = readVersion(db);
  if (version >= SCHEMA_VERSION) return;
  for (const statements of MIGRATIONS.slice(version)) db.exec(statements);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
};
