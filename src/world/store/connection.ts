/**
 * One connection to the database: how it is opened, and how every read and write of this folder goes through it.
 */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UsageError } from '../../model/failures.ts';
import { classify } from './classify.ts';

/** How long a statement waits for another program's transaction. */
const BUSY_TIMEOUT_MS = 5_000;

/** A journal that a long burst made large shrinks back to this. */
const JOURNAL_LIMIT_BYTES = 16 * 1024 * 1024;

/** How far the database has come: `own` counts writes of this connection, `foreign` changes with those of others. */
export interface Revision {
  readonly own: number;
  readonly foreign: number;
}

export interface Connection {
  readonly db: DatabaseSync;
  readonly file: string;
  /** All of `body` in one transaction, durable on return, or none of it. */
  write<T>(body: () => T): T;
  /** The same for what can be fetched again: a power cut may lose it; it is no part of Memory. */
  writeLightly<T>(body: () => T): T;
  /** One consistent view, whatever other connections write meanwhile. */
  read<T>(body: () => T): T;
  /** Changes whenever something was written by `write` here, or in any way by another connection. */
  revision(): Revision;
  close(): void;
}

/** The parent directory and an empty file with mode 0600, unless they exist. */
const prepareFile = (file: string): void => {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Never opened when it exists: closing a descriptor of it would drop the POSIX locks of this process.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
};

const transact = <T>(db: DatabaseSync, begin: string, body: () => T): T => {
  db.exec(begin);
  try {
    const result = body();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite may have rolled back by itself (disk full, I/O error).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

const inodeOf = (file: string): bigint | null =>
  statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;

const wrap = (db: DatabaseSync, file: string): Connection => {
  const inode = inodeOf(file);
  let writeCount = 0;
  const classified = <T>(body: () => T): T => {
    try {
      return body();
    } catch (error) {
      throw classify(error, file);
    }
  };
  // A deleted file can still be written to and is then lost with the process, so it must be noticed before.
  const checkPlace = (): void => {
    if (inodeOf(file) === inode) return;
    throw new UsageError(`${file} was removed or replaced while it was in use; workers that run go on`, {
      fix: 'Start the coordinator again: it adopts them, and rebuilds what it can.',
      exitCode: 1,
    });
  };
  const dataVersion = db.prepare('PRAGMA data_version');
  return {
    db,
    file,
    write: (body) => {
      checkPlace();
      writeCount += 1;
      return classified(() => transact(db, 'BEGIN IMMEDIATE', body));
    },
    writeLightly: (body) =>
      classified(() => {
        db.exec('PRAGMA synchronous = NORMAL');
        try {
          return transact(db, 'BEGIN IMMEDIATE', body);
        } finally {
          db.exec('PRAGMA synchronous = FULL');
        }
      }),
    read: (body) => classified(() => transact(db, 'BEGIN', body)),
    revision: () => {
      checkPlace();
      return classified(() => ({ own: writeCount, foreign: Number(dataVersion.get()?.data_version) }));
    },
    close: () => db.close(),
  };
};

const openWith = (file: string, options: { readonly readOnly: boolean }): Connection => {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, ...options });
  try {
    db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${JOURNAL_LIMIT_BYTES}`);
    return wrap(db, file);
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Opens the database for reading and writing, making an empty one if there is none. Errors of SQLite and of the file
 * system pass through unclassified.
 */
export const connect = (file: string): Connection => {
  prepareFile(file);
  return openWith(file, { readOnly: false });
};

/** Opens an existing database so that nothing can be written to it. Errors of SQLite pass through unclassified. */
export const connectForReading = (file: string): Connection => openWith(file, { readOnly: true });

/** Readers and the writer do not wait for each other from now on; lasts for good. @throws UsageError not possible here. */
export const enableWriteAheadLog = ({ db, file }: Connection): void => {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode === 'wal') return;
  throw new UsageError(`${file} is on a file system without shared memory (journal mode ${mode})`, {
    fix: 'keep the repository on a local disk',
  });
};
