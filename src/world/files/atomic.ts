/**
 * Atomic, durable writing: readers see the old file or the new one, also after a crash.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errnoOf, isAbsence, oddFileFailure, readOnlyFailure } from './classify.ts';
import { writeTemporary } from './temporary.ts';

/** Writes the file, its directories too. */
export const writeAtomic = (path: string, text: string, sweep: (directoryPath: string) => void): void => {
  const target = resolveTarget(path);
  mkdirSync(dirname(target), { recursive: true });
  sweep(dirname(target));
  const temporary = writeTemporary(target, Buffer.from(text), readStanding(target));
  renameDurably(temporary, target);
};

/** Renames over the target and makes it durable; takes the source away when that fails. */
export const renameDurably = (source: string, target: string): void => {
  try {
    renameSync(source, target);
  } catch (error) {
    rmSync(source, { force: true });
    throw error;
  }
  syncDirectory(dirname(target));
};

/** Where symlinks lead, also when there is nothing yet. @throws ELOOP when they lead nowhere. */
export const resolveTarget = (path: string): string => {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? resolveTarget(resolve(dirname(path), readlinkSync(path))) : path;
};

/**
 * What a replacement of the target takes over; null when there is nothing to replace.
 * @throws TransientError the file is read-only, or is no regular file. @throws EISDIR
 */
export const readStanding = (target: string): Stats | null => {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (!stat.isFile()) throw oddFileFailure(target);
  if ((stat.mode & 0o222) === 0) throw readOnlyFailure(target);
  return stat;
};

/** Makes names in a directory durable. */
export const syncDirectory = (directoryPath: string): void => {
  const fd = openSync(directoryPath, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems cannot sync a directory; the content itself is synced already.
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'EPERM') throw error;
  } finally {
    closeSync(fd);
  }
};
