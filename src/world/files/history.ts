/**
 * What was replaced: the latest versions of a file that a person edits too, oldest name first.
 */
import { constants, copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errnoOf } from './classify.ts';

/** Versions kept at most. */
export const maxHistoryCount = 50;

/** A version in history. `isLinked`: it is the very file that was replaced, so a save that comes late lands in it. */
export interface KeptVersion {
  readonly path: string;
  readonly isLinked: boolean;
}

/** The history directory; made when something is kept first. */
export interface History {
  /** Keeps the file as it is now. */
  keep(target: string): KeptVersion;
  /** A free path for one more version. */
  newPath(target: string): string;
  /** Drops the oldest versions beyond `maxHistoryCount`. */
  prune(): void;
}

/** File systems without hard links, and links across file systems. */
const noLinks: ReadonlySet<string | undefined> = new Set([
  'EXDEV',
  'EPERM',
  'EMLINK',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
]);

/** True when the error says that a hard link cannot be made here at all. */
export const isLinkless = (error: unknown): boolean => noLinks.has(errnoOf(error));

/** `20261120-143312123-000001-tasks.md` (UTC): names sort by age. */
const versionName = /^\d{8}-\d{9}-\d{6}-./;

/** Opens the history in this directory; touches nothing yet. */
export const openHistory = (historyPath: string): History => {
  let count = 0;
  const newPath = (target: string): string => {
    count += 1;
    mkdirSync(historyPath, { recursive: true, mode: 0o700 });
    const stamp = new Date()
      .toISOString()
      .replaceAll(/[-:.Z]/g, '')
      .replace('T', '-');
    return join(historyPath, `${stamp}-${String(count).padStart(6, '0')}-${basename(target)}`);
  };
  return {
    newPath,
    keep: (target) => {
      const path = newPath(target);
      return { path, isLinked: linkOrCopy(target, path) };
    },
    prune: () => {
      const names = readdirSync(historyPath)
        .filter((name) => versionName.test(name))
        .sort();
      for (const name of names.slice(0, -maxHistoryCount)) rmSync(join(historyPath, name), { force: true });
    },
  };
};

const linkOrCopy = (source: string, path: string): boolean => {
  try {
    linkSync(source, path);
    return true;
  } catch (error) {
    if (!isLinkless(error)) throw error;
    copyFileSync(source, path, constants.COPYFILE_EXCL);
    return false;
  }
};
