/**
 * The two ways to put a new file in the place of one that a person may be saving, and the way back.
 */
import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { readStanding, renameDurably, syncDirectory } from './atomic.ts';
import { errnoOf } from './classify.ts';
import type { History, KeptVersion } from './history.ts';
import { readBytes } from './read-text.ts';
import { writeTemporary } from './temporary.ts';

/** `changed`: somebody was faster, their file stands. */
export type Replaced = 'written' | 'changed';

/** One replacement under way; `temporary` is the new file, complete and beside the target. */
export interface Replacement {
  readonly target: string;
  readonly temporary: string;
  readonly expected: Buffer;
  readonly next: Buffer;
  readonly kept: KeptVersion;
  readonly history: History;
}

/** Inode number; undefined when there is no such file. */
const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

/** What was saved into the kept version since it was kept; null when nothing was. */
export const readLateSave = ({ kept, expected }: Replacement): Buffer | null => {
  const bytes = kept.isLinked ? readBytes(kept.path) : null;
  return bytes === null || bytes.equals(expected) ? null : bytes;
};

/** Gives a file a name that must be free; false when it is taken. */
export const linkIfFree = (source: string, target: string): boolean => {
  try {
    linkSync(source, target);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  syncDirectory(dirname(target));
  return true;
};

/** Renames over the target: the name exists at every instant; a save by rename in the last microseconds is lost. */
export const replaceOver = ({ target, temporary, expected, kept }: Replacement): Replaced => {
  const isSame = kept.isLinked
    ? inodeOf(kept.path) === inodeOf(target)
    : readBytes(target)?.equals(expected) === true;
  if (!isSame) return 'changed';
  renameDurably(temporary, target);
  return 'written';
};

/** Moves the target away first: no save is lost; the name is absent for some microseconds. Needs hard links. */
export const replaceAside = ({ target, temporary, kept, history }: Replacement): Replaced => {
  const asidePath = history.awayPath(target);
  renameSync(target, asidePath);
  const isExpected = inodeOf(asidePath) === inodeOf(kept.path);
  const isPlaced = placeOrReturn(isExpected ? temporary : asidePath, { target, asidePath });
  // A version of a person is dropped from history only where it stands in the file, or is there twice.
  if (isExpected || isPlaced) rmSync(asidePath, { force: true });
  return isExpected && isPlaced ? 'written' : 'changed';
};

/**
 * Makes what was saved into the kept version the file again, unless somebody saved a newer one. The file is a copy: a
 * later save in place cannot reach into history. Returns its inode; undefined when it could not be put back.
 */
export const putBack = (replacement: Replacement, late: Buffer, ourInode: number): number | undefined => {
  const { target, next, history } = replacement;
  if (inodeOf(target) !== ourInode || readBytes(target)?.equals(next) !== true) return undefined;
  const temporary = writeTemporary(target, late, readStanding(target));
  try {
    const inode = inodeOf(temporary);
    const asidePath = history.awayPath(target);
    renameSync(target, asidePath);
    const isOurs = inodeOf(asidePath) === ourInode;
    const isPlaced = placeOrReturn(isOurs ? temporary : asidePath, { target, asidePath });
    if (!isOurs && isPlaced) rmSync(asidePath, { force: true });
    return isOurs && isPlaced ? inode : undefined;
  } finally {
    rmSync(temporary, { force: true });
  }
};

/** Whatever fails, the name is not left without a file. */
const placeOrReturn = (
  source: string,
  { target, asidePath }: { readonly target: string; readonly asidePath: string },
): boolean => {
  try {
    return linkIfFree(source, target);
  } catch (error) {
    if (inodeOf(target) === undefined) renameSync(asidePath, target);
    throw error;
  }
};
