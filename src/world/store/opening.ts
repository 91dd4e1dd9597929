/**
 * Steps that owner and visitors share when they open the database.
 */
import { statSync } from 'node:fs';
import { UsageError } from '../../model/failures.ts';
import { classifyAtOpen, isUnknownToSql, isUnsound } from './classify.ts';
import { type Connection, enableWriteAheadLog } from './connection.ts';
import { migrate, readHasTables, readVersion, SCHEMA_VERSION } from './schema.ts';

/** Thrown while opening only: the database is no good and must be set aside. */
export class Unusable extends Error {}

/** Why the database cannot be used, when that is what `error` says; null for any other error. */
export const whyUnusable = (error: unknown): string | null => {
  if (error instanceof Unusable) return error.message;
  return isUnsound(error) && error instanceof Error ? error.message : null;
};

/** @throws UsageError when the database is of a later version than this program. */
export const refuseNewer = (version: number, file: string): void => {
  if (version <= SCHEMA_VERSION) return;
  throw new UsageError(
    `${file} was written by a newer coordinator (format ${version}, known ${SCHEMA_VERSION})`,
    {
      fix: 'install that version again, or move the file away to start with an empty memory',
    },
  );
};

/** @throws Unusable when the database belongs to something else. */
export const refuseForeign = ({ db }: Connection): void => {
  if (readVersion(db) === 0 && readHasTables(db))
    throw new Unusable('it is not a database of the coordinator');
};

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** @throws Unusable when there is only a write-ahead log: SQLite would delete it. */
export const refuseLoneLog = (file: string): void => {
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) throw new Unusable('its main file is empty or gone');
};

/** Makes or migrates the tables. */
export const setUp = (connection: Connection): void => {
  enableWriteAheadLog(connection);
  // A write transaction even with nothing to migrate: a read-only disk must be found now.
  connection.write(() => migrate(connection.db));
};

/** Runs `body`, for which all tables must be there. @throws Unusable when one, or a column, is missing. */
export const onAllTables = <T>(body: () => T): T => {
  try {
    return body();
  } catch (error) {
    throw isUnknownToSql(error) ? new Unusable('tables are missing from it', { cause: error }) : error;
  }
};

/** Runs `body` on the connection, and closes it when that fails. */
export const on = <T>(connection: Connection, body: (connection: Connection) => T): T => {
  try {
    return body(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Runs `body`, its errors classified as those of an opening. */
export const guarded = <T>(file: string, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    throw classifyAtOpen(error, file);
  }
};
