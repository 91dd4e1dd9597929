/**
 * Rows whose JSON is damaged: a copy of each goes to the table `unreadable`, so that nothing is lost, and what remains
 * is a database every row of which can be read. An attempt is never taken away, because its run id leads to a process.
 */
import type { Instant } from '../../model/instant.ts';
import type { Connection } from './connection.ts';
import { HEARD_KEY, LEDGER_KEY, PAUSE_KEY } from './notes.ts';
import {
  type AttemptRow,
  attemptDocumentOf,
  attemptOf,
  controlOf,
  type DocumentRow,
  heardOf,
  ledgerOf,
  pauseOf,
  refusalOf,
  salvagedAttemptOf,
  taskOf,
  troubleOf,
} from './rows.ts';

type Row = Readonly<Record<string, unknown>>;

interface Table {
  readonly origin: string;
  readonly where?: string;
  readonly keys: readonly string[];
  /** Null for a row that cannot be read. */
  readonly readRow: (row: never) => unknown;
  /** What a person calls the row. */
  readonly nameOf: (row: Row) => string;
}

const noteReaders = new Map<string, (row: DocumentRow) => unknown>([
  [LEDGER_KEY, ledgerOf],
  [HEARD_KEY, heardOf],
  [PAUSE_KEY, pauseOf],
]);

/** Notes that only another version knows are left alone. */
const asItIs = (row: DocumentRow): unknown => row;

const TABLES: readonly Table[] = [
  {
    origin: 'tasks',
    keys: ['issue'],
    readRow: taskOf,
    nameOf: ({ issue, state }) => `the task gh-${issue} (${state})`,
  },
  {
    origin: 'attempts',
    keys: ['run'],
    readRow: attemptOf,
    nameOf: ({ issue, number }) => `attempt ${number} of gh-${issue}`,
  },
  {
    origin: 'troubles',
    keys: ['issue', 'action'],
    readRow: troubleOf,
    nameOf: ({ issue, action }) => `a failed ${action} of gh-${issue}`,
  },
  {
    origin: 'refusals',
    keys: ['issue'],
    readRow: refusalOf,
    nameOf: ({ issue }) => `a refused label on gh-${issue}`,
  },
  {
    origin: 'controls',
    where: 'answer IS NULL',
    keys: ['id'],
    readRow: controlOf,
    nameOf: ({ id }) => `request ${id} from the command line`,
  },
  {
    origin: 'notes',
    keys: ['key'],
    readRow: (row: DocumentRow & { readonly key: string }) => (noteReaders.get(row.key) ?? asItIs)(row),
    nameOf: ({ key }) => `the note "${key}"`,
  },
];

const setTableAside = ({ db }: Connection, table: Table, now: Instant): string[] => {
  const { origin, where = 'true', keys, readRow, nameOf } = table;
  const rows = db.prepare(`SELECT * FROM ${origin} WHERE ${where}`).all();
  const unreadable = rows.filter((row) => readRow(row as never) === null);
  const keep = db.prepare('INSERT INTO unreadable (found, origin, row) VALUES (?, ?, ?)');
  const rewrite = db.prepare('UPDATE attempts SET document = ? WHERE run = ?');
  const drop = db.prepare(`DELETE FROM ${origin} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`);
  for (const row of unreadable) {
    keep.run(new Date(now.atMs).toISOString(), origin, JSON.stringify(row));
    if (origin === 'attempts') {
      const attempt = salvagedAttemptOf(row as unknown as AttemptRow, now);
      rewrite.run(attemptDocumentOf(attempt), attempt.run);
    } else drop.run(...keys.map((key) => row[key] ?? null));
  }
  return unreadable.map(nameOf);
};

/** Sets damaged rows aside; returns one line for a person per row. */
export const setUnreadableRowsAside = (connection: Connection, now: Instant): readonly string[] =>
  connection
    .write(() => TABLES.flatMap((table) => setTableAside(connection, table, now)))
    .map((name) => `${name} could not be read and was set aside (table "unreadable" of ${connection.file})`);
