/**
 * The door to small files.
 *
 * Reads tell "absent" (ENOENT, ENOTDIR) from "unreadable" (everything else throws), never block on a pipe, and never
 * load what is too large. Writes are atomic and durable: a temporary file beside the target, fsync, rename, fsync of
 * the directory; they keep the mode and go to where a symlink leads. A crash leaves at most a temporary file, which
 * the next first write into that directory sweeps away; opening the door touches nothing, so that a dry run writes
 * nothing.
 *
 * `replaceText` (swap-text.ts) is for the one file that a person edits at the same time. Everything is synchronous:
 * these files are small, and nothing of ours can come between two steps.
 */
import { rmSync, statSync } from 'node:fs';
import type { Files } from '../world.ts';
import { writeAtomic } from './atomic.ts';
import { isAbsence, readFailure, writeFailure } from './classify.ts';
import { openHistory } from './history.ts';
import { listNames } from './list-names.ts';
import { pointLink } from './point-link.ts';
import { readPiece } from './read-piece.ts';
import { readTail } from './read-tail.ts';
import { readText } from './read-text.ts';
import { createSwapper } from './swap-text.ts';
import { createSweep } from './temporary.ts';

export interface FilesOptions {
  /** The directory that keeps what `replaceText` replaced. */
  readonly historyPath: string;
  /** What a crash left half-done is not touched: for a look that writes nothing. */
  readonly isLook?: boolean;
}

/** Opens the door. Needs no closing. */
export const openFiles = ({ historyPath, isLook = false }: FilesOptions): Files => {
  const sweep = createSweep();
  const swapper = createSwapper(openHistory(historyPath), sweep);
  return {
    readText: (path) => {
      writing(path, () => {
        if (!isLook) swapper.mend(path);
        swapper.settle(path);
      });
      return readText(path);
    },
    readTail,
    readPiece,
    readModifiedAtMs: (path) => {
      const modifiedMs = readStat(path)?.mtimeMs;
      return modifiedMs === undefined ? null : Math.trunc(modifiedMs);
    },
    isPresent: (path) => readStat(path) !== null,
    listNames,
    writeText: (path, text) => writing(path, () => writeAtomic(path, text, sweep)),
    replaceText: (path, expected, next) => writing(path, () => swapper.swap(path, expected, next)),
    pointLink: (path, targetPath) => writing(path, () => pointLink(path, targetPath, sweep)),
    remove: (path) => writing(path, () => rmSync(path, { force: true })),
  };
};

const readStat = (path: string): { readonly mtimeMs: number } | null => {
  try {
    return statSync(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw readFailure(error, path);
  }
};

const writing = <T>(path: string, write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw writeFailure(error, path);
  }
};
