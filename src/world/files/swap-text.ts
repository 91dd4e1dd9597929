/**
 * Compare and swap on a file that a person saves at the same time, in place or by rename.
 *
 * The old file is linked into history first, so it outlives being replaced, and is compared again after the swap: a
 * save that landed in it meanwhile is put back. What remains is an editor that renames its file into place between our
 * last look and our rename, some 20 microseconds. While somebody is saving (within a second of the last change that is
 * not ours), the swap therefore never renames over anything: it moves the file away, looks at what it got hold of, and links
 * the new one to a name that must be free. For that moment the name does not exist, which is why it is not the rule.
 */
import { isUtf8 } from 'node:buffer';
import { mkdirSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { readStanding, renameDurably, resolveTarget } from './atomic.ts';
import { isAbsence, notUtf8Failure } from './classify.ts';
import { type History, isLinkless } from './history.ts';
import { readBytes } from './read-text.ts';
import {
  linkIfFree,
  putBack,
  type Replaced,
  type Replacement,
  readLateSave,
  replaceAside,
  replaceOver,
} from './replace-file.ts';
import { writeTemporary } from './temporary.ts';

/** Swaps texts, and watches over what it replaced for a while. */
export interface Swapper {
  /** Writes `next` if the file is `expected` (null = absent). */
  swap(path: string, expected: string | null, next: string): Replaced;
  /** Puts back a save that went into the version just replaced, its editor having opened that before; true if so. */
  settle(path: string): boolean;
  /** Ends a swap that was cut off while the name had no file; once per path. */
  mend(path: string): void;
}

/** What we wrote last under a path. */
interface Written {
  readonly inode: number;
  readonly modifiedMs: number;
  readonly atMs: number;
  /** Null when there was no file before. */
  readonly replacement: Replacement | null;
}

/** What is remembered between swaps, by path. */
interface Trail {
  readonly history: History;
  /** Newest first; older ones only as long as a save may still land in what they replaced. */
  readonly writes: Map<string, readonly Written[]>;
  /** When somebody else last changed the file, as far as we saw. */
  readonly foreignAtMs: Map<string, number>;
}

/** After somebody else changed the file it may be saved again at any moment, for so long. */
const busyMs = 1_000;

/** How long a file opened before the swap may still be written to after it. */
const lateMs = 5_000;

/** Makes the swapper; it remembers its own writes, to tell them from a person's. */
export const createSwapper = (history: History, sweep: (directoryPath: string) => void): Swapper => {
  const trail: Trail = { history, writes: new Map(), foreignAtMs: new Map() };
  const mended = new Set<string>();
  const mend = (path: string): void => {
    if (mended.has(path)) return;
    history.bringBack(path);
    mended.add(path);
  };
  return {
    mend,
    settle: (path) => settle(trail, path),
    swap: (path, expected, next) => {
      mend(path);
      settle(trail, path);
      const target = resolveTarget(path);
      mkdirSync(dirname(target), { recursive: true });
      sweep(dirname(target));
      const standing = readStanding(target);
      noticeOthers(trail, path, standing);
      const bytes = readBytes(target);
      if (bytes !== null && !isUtf8(bytes)) throw notUtf8Failure(path);
      if ((bytes?.toString('utf8') ?? null) !== expected) return 'changed';
      const content = Buffer.from(next);
      const temporary = writeTemporary(target, content, standing);
      try {
        if (bytes === null) return create(trail, path, { target, temporary });
        return replace(trail, path, { target, temporary, expected: bytes, next: content });
      } catch (error) {
        // Deleted, or replaced at the very moment it was linked: either way it is not what was read.
        if (isAbsence(error)) return 'changed';
        throw error;
      } finally {
        rmSync(temporary, { force: true });
      }
    },
  };
};

const noticeOthers = ({ writes, foreignAtMs }: Trail, path: string, standing: Stats | null): void => {
  const last = writes.get(path)?.[0];
  const isOurs = last?.inode === standing?.ino && last?.modifiedMs === standing?.mtimeMs;
  if (standing !== null && !isOurs) foreignAtMs.set(path, standing.ctimeMs);
};

const replace = (trail: Trail, path: string, change: Omit<Replacement, 'kept' | 'history'>): Replaced => {
  const { history, writes, foreignAtMs } = trail;
  const isBusy = Date.now() - (foreignAtMs.get(path) ?? 0) < busyMs;
  const ours = marksOf(change.temporary);
  const replacement = { ...change, kept: history.keep(change.target), history };
  const result = isBusy && replacement.kept.isLinked ? replaceAside(replacement) : replaceOver(replacement);
  history.prune();
  if (result === 'changed') return 'changed';
  writes.set(path, [{ ...ours, replacement }, ...recentOf(trail, path)]);
  return settle(trail, path) ? 'changed' : 'written';
};

const recentOf = ({ writes }: Pick<Trail, 'writes'>, path: string): readonly Written[] =>
  (writes.get(path) ?? []).filter(({ atMs }) => Date.now() - atMs <= lateMs);

/** An editor may have opened the file several versions ago. */
const settle = ({ writes }: Trail, path: string): boolean => {
  const [last, ...older] = recentOf({ writes }, path);
  if (last?.replacement == null) return false;
  for (const one of [last, ...older]) {
    if (one.replacement === null) continue;
    const late = readLateSave(one.replacement);
    if (late === null) continue;
    const inode = putBack(last.replacement, late, last.inode);
    // The editor may not be done: what it writes next is put back too. The file counts as the person's.
    const replacement = { ...one.replacement, target: last.replacement.target, expected: late, next: late };
    writes.set(path, inode === undefined ? [] : [{ ...one, inode, modifiedMs: Number.NaN, replacement }]);
    return true;
  }
  return false;
};

const create = (
  { writes }: Trail,
  path: string,
  { target, temporary }: Pick<Replacement, 'target' | 'temporary'>,
): Replaced => {
  const ours = marksOf(temporary);
  try {
    if (!linkIfFree(temporary, target)) return 'changed';
  } catch (error) {
    if (!isLinkless(error)) throw error;
    renameDurably(temporary, target);
  }
  writes.set(path, [{ ...ours, replacement: null }]);
  return 'written';
};

/** By what our own file is known later. */
const marksOf = (temporary: string): Omit<Written, 'replacement'> => {
  const { ino, mtimeMs } = statSync(temporary);
  return { inode: ino, modifiedMs: mtimeMs, atMs: Date.now() };
};
