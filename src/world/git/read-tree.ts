import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeSeen } from '../../model/look.ts';
import type { Clone } from './clone.ts';
import { type Comparison, readAheadCount } from './read-work.ts';
import { runGit } from './run-git.ts';
import { isMark } from './status.ts';

/** Where more files than this are changed, new ones show in their number. */
const statLimit = 2000;

/** How many files are looked at beside each other. */
const stepCount = 50;

/** HEAD, commits ahead of the base, and the changed files with the time of the newest; takes no lock. */
export const readTree = async (clone: Clone, task: Comparison): Promise<TreeSeen> => {
  const shown = await runGit(task.path, [
    '--no-optional-locks',
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    '--no-renames',
    '--untracked-files=all',
  ]);
  const entries = shown.split('\0').filter(Boolean);
  const oid = '# branch.oid ';
  const changed = entries.filter((entry) => !entry.startsWith('#')).map(pathOf);
  const paths = changed.filter((path) => !isMark(path));
  return {
    headSha: entries.find((entry) => entry.startsWith(oid))?.slice(oid.length) ?? '',
    commitCount: await readAheadCount(clone, task),
    changedCount: paths.length,
    newestChangeAtMs: await readNewest(task.path, paths.slice(0, statLimit)),
  };
};

/** Number of words before the path, by the first word. @see git status, "Porcelain Format Version 2" */
const wordsBeforePath: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

const pathOf = (entry: string): string =>
  entry
    .split(' ')
    .slice(wordsBeforePath[entry.charAt(0)] ?? 0)
    .join(' ');

/** The time a file's inode changed: unlike that of its content, no copy or unpacking sets it back. */
const readNewest = async (treePath: string, paths: readonly string[]): Promise<number | null> => {
  let newest: number | null = null;
  for (let from = 0; from < paths.length; from += stepCount) {
    const times = await Promise.all(
      paths.slice(from, from + stepCount).map((path) => readChangedAtMs(join(treePath, path))),
    );
    for (const time of times) if (time !== null && (newest === null || time > newest)) newest = time;
  }
  return newest;
};

/** Null: it is gone, or cannot be looked at; that it is among the changed ones is counted all the same. */
const readChangedAtMs = async (path: string): Promise<number | null> => {
  try {
    return (await lstat(path)).ctimeMs;
  } catch {
    return null;
  }
};
