/**
 * A database that cannot be used is kept under another name, never deleted.
 */
import { existsSync, renameSync } from 'node:fs';

/** `20261120T141802Z` */
const stampOf = (atMs: number): string =>
  new Date(atMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');

/**
 * Moves the database with its write-ahead files aside and returns its new path, `state.db.corrupt-20261120T141802Z`.
 * Only for the holder of the single-instance lock: another program may still have the file open.
 */
export const setDatabaseAside = (file: string, atMs: number): string => {
  const stem = `${file}.corrupt-${stampOf(atMs)}`;
  let target = stem;
  for (let suffix = 2; existsSync(target); suffix += 1) target = `${stem}-${suffix}`;
  // The database goes last: a crash in between leaves it to be found damaged, and set aside, once more.
  for (const part of ['-shm', '-wal', ''])
    if (existsSync(file + part)) renameSync(file + part, target + part);
  return target;
};
