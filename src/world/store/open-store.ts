/**
 * The durable memory: one SQLite file, `.coordinator/state.db`.
 *
 * In: nouns of model/, as changes. Out: Memory, read as one. Always true:
 * - A method returned = its change is on disk (write-ahead log, synchronous FULL). It threw = nothing was changed.
 *   It neither returned nor threw, because the process died = unknown: the next start reads what is there.
 * - Any number of processes may have it open. One of them, the holder of the single-instance lock (world/lock.ts), owns
 *   it: only the owner migrates it, checks it and sets it aside. Commands look (`openStoreForReading`) or leave a
 *   request (`openStoreForControls`).
 * - Nothing is thrown away because it is damaged: the file is kept beside the new one, a damaged row in a table of its
 *   own, and a person is told.
 *
 * schema.ts has the tables, rows.ts turns rows into nouns, one file per table has the statements, memory.ts the reading,
 * store.ts puts them together.
 */
import { statSync } from 'node:fs';
import type { Instant } from '../../model/instant.ts';
import type { Store } from '../world.ts';
import { noBallast, openBallast, withBallast } from './ballast.ts';
import { type Connection, connect } from './connection.ts';
import {
  guarded,
  on,
  onAllTables,
  refuseForeign,
  refuseLoneLog,
  refuseNewer,
  setUp,
  Unusable,
  whyUnusable,
} from './opening.ts';
import { readVersion } from './schema.ts';
import { setDatabaseAside } from './set-aside.ts';
import { storeOn } from './store.ts';
import { setUnreadableRowsAside } from './unreadable-rows.ts';

export interface OpenedStore {
  readonly store: Store;
  /** One line for a person each: what could not be read and where it is kept now. Empty when all is well. */
  readonly notices: readonly string[];
}

/** `hasBallast`: room is kept that can be given up when the disk is full. */
export interface StoreSource {
  readonly path: string;
  readonly now: () => Instant;
  readonly hasBallast?: boolean;
}

const checkSound = ({ db, read }: Connection): void => {
  const rows = read(() => db.prepare('PRAGMA quick_check(3)').all());
  const findings = rows.map((row) => String(Object.values(row)[0])).join('; ');
  if (findings !== 'ok') throw new Unusable(findings);
};

const openSound = ({ path: file, now, hasBallast = false }: StoreSource): OpenedStore => {
  refuseLoneLog(file);
  const wasEmptied = statSync(file, { throwIfNoEntry: false })?.size === 0;
  return on(connect(file), (connection) => {
    refuseNewer(readVersion(connection.db), file);
    refuseForeign(connection);
    checkSound(connection);
    setUp(connection);
    const emptied = wasEmptied ? [`${file} was empty: a new memory was begun`] : [];
    return onAllTables(() => {
      // The store first: preparing its statements proves the tables, before any row is judged.
      const ballast = hasBallast ? openBallast(file) : noBallast;
      const tables = storeOn(withBallast(connection, ballast));
      const store: Store = { ...tables, isShortOfRoom: ballast.isSpent };
      return { store, notices: [...emptied, ...setUnreadableRowsAside(connection, now())] };
    });
  });
};

/**
 * Opens the store as its owner, the holder of the single-instance lock: checks it, migrates it, sets aside what cannot
 * be read.
 * @throws UsageError written by a newer version, or the place is not writable. @throws TransientError disk full, I/O.
 */
export const openStore = (source: StoreSource): OpenedStore => {
  const { path: file, now } = source;
  return guarded(file, () => {
    try {
      return openSound(source);
    } catch (error) {
      const why = whyUnusable(error);
      if (why === null) throw error;
      const kept = setDatabaseAside(file, now().atMs);
      const notice = `${file} could not be read (${why}); it was kept as ${kept} and a new memory was begun`;
      const { store, notices } = openSound(source);
      return { store, notices: [notice, ...notices] };
    }
  });
};
