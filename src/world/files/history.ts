/**
 * What was replaced: the latest versions of a file that a person edits too, oldest name first.
 */
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { resolveTarget, syncDirectory } from './atomic.ts';
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
  /** A free path to move the file to, for the moment until another has its name. */
  awayPath(target: string): string;
  /** Gives a file that was moved away, and whose mover died before another had its name, that name again. */
  bringBack(path: string): void;
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
    awayPath: (target) => `${newPath(target)}${away}`,
    bringBack: (path) => {
      const names = readNames(historyPath).filter((name) => name.endsWith(away));
      const target = names.length === 0 ? path : resolveTarget(path);
      for (const name of names.filter((one) => one.endsWith(`-${basename(target)}${away}`))) {
        const awayPath = join(historyPath, name);
        linkUnlessTaken(awayPath, target);
        // From now on it is a version like others.
        renameSync(awayPath, awayPath.slice(0, -away.length));
      }
    },
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

const away = '.away';

/** Newest first; none where there is no such directory. */
const readNames = (path: string): readonly string[] =>
  existsSync(path) ? readdirSync(path).sort().reverse() : [];

const linkUnlessTaken = (source: string, target: string): void => {
  try {
    linkSync(source, target);
    syncDirectory(dirname(target));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
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
