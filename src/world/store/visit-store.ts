/**
 * The store as commands use it while a daemon may run: to look, or to leave a request. Damage is told, not repaired.
 */
import { existsSync } from 'node:fs';
import { UsageError } from '../../model/failures.ts';
import { connect, connectForReading } from './connection.ts';
import {
  guarded,
  on,
  onAllTables,
  refuseForeign,
  refuseLoneLog,
  refuseNewer,
  setUp,
  whyUnusable,
} from './opening.ts';
import { readVersion, SCHEMA_VERSION } from './schema.ts';
import { controlsOn, readerOn, type StoreControls, type StoreReader } from './store.ts';

/** A database of an older version is migrated by its owner, not under its owner. */
const refuseOlder = (version: number, file: string): void => {
  if (version >= SCHEMA_VERSION) return;
  throw new UsageError(`${file} was written by an older coordinator (format ${version})`, {
    fix: 'restart `coordinator run` with this version',
  });
};

/** For commands: damage is told, not repaired, because the daemon may have the file open. */
const asVisitor = <T>(file: string, body: () => T): T =>
  guarded(file, () => {
    try {
      return body();
    } catch (error) {
      const why = whyUnusable(error);
      if (why === null) throw error;
      const fix = 'start `coordinator run`: it keeps the damaged file aside and begins a new memory';
      throw new UsageError(`${file} could not be read (${why})`, { fix, exitCode: 1, cause: error });
    }
  });

/**
 * Opens an existing store for looking; null when there is none yet. Writes nothing to it.
 * @throws UsageError of another version, damaged, not readable.
 */
export const openStoreForReading = ({ path: file }: { path: string }): StoreReader | null =>
  asVisitor(file, () => {
    refuseLoneLog(file);
    if (!existsSync(file)) return null;
    return on(connectForReading(file), (connection) => {
      const version = readVersion(connection.db);
      refuseForeign(connection);
      if (version === 0) {
        connection.close();
        return null;
      }
      refuseNewer(version, file);
      refuseOlder(version, file);
      return onAllTables(() => readerOn(connection));
    });
  });

/**
 * Opens the store for leaving requests, whether or not a daemon runs; makes it if there is none.
 * @throws UsageError of another version, damaged, not writable. @throws TransientError disk full, I/O.
 */
export const openStoreForControls = ({ path: file }: { path: string }): StoreControls =>
  asVisitor(file, () => {
    refuseLoneLog(file);
    return on(connect(file), (connection) => {
      const version = readVersion(connection.db);
      refuseForeign(connection);
      refuseNewer(version, file);
      if (version === 0) setUp(connection);
      else refuseOlder(version, file);
      return onAllTables(() => controlsOn(connection));
    });
  });
