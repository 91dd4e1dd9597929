/**
 * Whole small files.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { isAbsence, oddFileFailure, readFailure, tooLargeFailure } from './classify.ts';

/** Far more than any file read as text should have; a worker may have written anything. */
const maxTextBytes = 32 * 1024 * 1024;

/** Opens a regular file for reading; null when there is none. The caller closes it. @throws TransientError */
export const openRegular = (path: string): { readonly fd: number; readonly size: number } | null => {
  let fd: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe waits until somebody writes.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    if (!stat.isFile()) throw oddFileFailure(path);
    return { fd, size: stat.size };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    if (isAbsence(error)) return null;
    throw readFailure(error, path);
  }
};

/** Bytes of a file; null when there is none. @throws TransientError unreadable, no regular file, too large. */
export const readBytes = (path: string): Buffer | null => {
  const file = openRegular(path);
  if (file === null) return null;
  try {
    if (file.size > maxTextBytes) throw tooLargeFailure(path, maxTextBytes);
    return readFileSync(file.fd);
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    closeSync(file.fd);
  }
};

/** Text of a file, a BOM kept as its first character; null when there is none. */
export const readText = (path: string): string | null => readBytes(path)?.toString('utf8') ?? null;
