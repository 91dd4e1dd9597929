/**
 * Reads that tell "not there" from "could not be read": only the first is an answer.
 */
import { closeSync, readFileSync } from 'node:fs';
import { TransientError } from '../../model/failures.ts';

const absenceCodes = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);

/** The `code` of an error of Node, `ENOENT`; empty when it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** True when the error says that a file or process does not exist. */
export const isAbsence = (error: unknown): boolean => absenceCodes.has(codeOf(error));

const passingCodes = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EAGAIN', 'EINTR', 'ESTALE', 'ETIMEDOUT']);

/** True when the error is about the state of the machine, not about what was asked for. */
export const isPassing = (error: unknown): boolean => passingCodes.has(codeOf(error));

/** Closes a descriptor through which nothing was written: that this fails (network file systems) loses nothing. */
export const closeQuietly = (file: number): void => {
  try {
    closeSync(file);
  } catch {
    // It is gone either way.
  }
};

/** An error of the file system as a failure that may pass: disk full, too many open files, I/O error. */
export const transientOf = (error: unknown, what: string): TransientError =>
  new TransientError(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
    fix: 'Check free disk space, permissions and open files; it is tried again.',
  });

/** Null when there is no such file. @throws TransientError it cannot be read. */
export const readOrNull = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw transientOf(error, `cannot read ${path}`);
  }
};
