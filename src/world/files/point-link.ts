/**
 * Symbolic links that lead to the latest of something.
 */
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { renameDurably } from './atomic.ts';
import { temporaryPathOf } from './temporary.ts';

/** Makes `path` a relative link to `targetPath`; replaces an older link atomically. @throws EEXIST no link stands there. */
export const pointLink = (path: string, targetPath: string, sweep: (directoryPath: string) => void): void => {
  const directoryPath = dirname(path);
  const content = relative(directoryPath, targetPath);
  const standing = lstatSync(path, { throwIfNoEntry: false });
  if (standing !== undefined && !standing.isSymbolicLink()) {
    throw Object.assign(new Error('no symbolic link'), { code: 'EEXIST' });
  }
  if (standing !== undefined && readlinkSync(path) === content) return;
  mkdirSync(directoryPath, { recursive: true });
  sweep(directoryPath);
  const temporary = temporaryPathOf(path);
  try {
    symlinkSync(content, temporary);
    renameDurably(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
};
