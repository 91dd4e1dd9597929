/**
 * Whether the database is sound, for diagnostics. Nothing is repaired or written.
 */
import { existsSync, statSync } from 'node:fs';
import { connectForReading } from './connection.ts';
import { guarded, on } from './opening.ts';
import { readVersion } from './schema.ts';

/** What SQLite and the file system say of the database. */
export interface StoreCheck {
  readonly format: number;
  readonly sizeBytes: number;
  /** `ok`, or what SQLite found, at most ten lines. */
  readonly integrity: readonly string[];
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

const tables = ['tasks', 'attempts', 'troubles', 'journal', 'controls', 'refusals', 'unreadable'] as const;

/** Null where there is no database yet. @throws UsageError @throws TransientError @throws BugError it cannot be read. */
export const readStoreCheck = ({ path: file }: { readonly path: string }): StoreCheck | null =>
  guarded(file, () => {
    if (!existsSync(file)) return null;
    return on(connectForReading(file), (connection) => {
      const { db } = connection;
      const integrity = db.prepare('PRAGMA integrity_check(10)').all();
      const rows = tables.map((table) => {
        const row = db.prepare(`SELECT count(*) AS count FROM ${table}`).get();
        return [table, Number(row?.count)] as const;
      });
      const check = {
        format: readVersion(db),
        sizeBytes: statSync(file).size,
        integrity: integrity.map((row) => String(row.integrity_check)),
        rows: Object.fromEntries(rows),
      };
      connection.close();
      return check;
    });
  });
