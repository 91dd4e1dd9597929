/**
 * What SQLite's result codes mean to the program.
 */
import path from 'node:path';
import { BugError, TransientError, UsageError } from '../../model/failures.ts';

/** @see https://www.sqlite.org/rescode.html, primary codes */
const CODE = {
  ERROR: 1,
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

const codeOf = (error: unknown): number | null => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
};

const hasCode = (error: unknown, codes: readonly number[]): boolean => {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : null);
  return code !== null && codes.includes(code);
};

/** True when SQLite says, here or in the cause, that the file is not, or no longer, a sound database. */
export const isUnsound = (error: unknown): boolean => hasCode(error, [CODE.CORRUPT, CODE.NOTADB]);

/** True when SQLite says that the disk is full. */
export const isFull = (error: unknown): boolean => hasCode(error, [CODE.FULL]);

/** True when a statement named a table or column that is not there. */
export const isUnknownToSql = (error: unknown): boolean => hasCode(error, [CODE.ERROR]);

const transientOf = (code: number, file: string): { message: string; fix: string } | null => {
  const directory = path.dirname(file);
  switch (code) {
    case CODE.FULL:
      return { message: `the disk is full: ${file} cannot grow`, fix: `free some space in ${directory}` };
    case CODE.IOERR:
      return {
        message: `reading or writing ${file} failed with a disk error`,
        fix: `check the disk below ${directory} (free space, quota, kernel log)`,
      };
    case CODE.READONLY:
    case CODE.PERM:
    case CODE.CANTOPEN:
      return {
        message: `${file} cannot be opened for writing`,
        fix: `make ${directory} exist and be writable for this user`,
      };
    case CODE.BUSY:
    case CODE.LOCKED:
      return { message: `${file} is held by another program`, fix: `end what holds it: fuser ${file}` };
    case CODE.NOMEM:
      return { message: `there was no memory left to use ${file}`, fix: 'free some memory' };
    default:
      return null;
  }
};

/** The failure class of anything thrown while the database is in use; what is no SQLite error stays as it is. */
export const classify = (error: unknown, file: string): unknown => {
  const code = codeOf(error);
  if (code === null) return error;
  const transient = transientOf(code, file);
  if (transient !== null) return new TransientError(transient.message, { fix: transient.fix, cause: error });
  if (isUnsound(error))
    return new BugError(`${file} is damaged`, {
      fix: 'restart the coordinator: it keeps the damaged file aside and begins a new memory, from GitHub and the worktrees; workers that still run are waited for',
      cause: error,
    });
  return new BugError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
};

const placeFailureOf = (error: Error, file: string): UsageError | TransientError => {
  const directory = path.dirname(file);
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO')
    return new TransientError(`${file} cannot be used: ${error.message}`, {
      fix: `free some space in ${directory}, or check its disk`,
      cause: error,
    });
  return new UsageError(`${file} cannot be used: ${error.message}`, {
    fix: `make ${directory} a writable directory, on a disk that is not read-only`,
    cause: error,
  });
};

/** The same at start, where a place that cannot be written is for a person to change; errors of the file system too. */
export const classifyAtOpen = (error: unknown, file: string): unknown => {
  if (error instanceof Error && 'syscall' in error) return placeFailureOf(error, file);
  const code = codeOf(error);
  const refused = code === CODE.READONLY || code === CODE.PERM || code === CODE.CANTOPEN;
  const transient = refused ? transientOf(code, file) : null;
  if (transient === null) return classify(error, file);
  return new UsageError(transient.message, { fix: transient.fix, cause: error });
};
