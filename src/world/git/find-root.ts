import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const readTrimmed = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};

/**
 * The main checkout around a directory, found without starting git; also from inside a worktree. Null: it is not there, or
 * not in the usual place. For what must be quick and may find nothing; all else opens the clone (locate.ts).
 */
export const findRoot = (startPath: string): string | null => {
  for (let path = resolve(startPath); ; path = dirname(path)) {
    const git = statSync(join(path, '.git'), { throwIfNoEntry: false });
    if (git?.isDirectory() === true) return path;
    if (git?.isFile() === true) return rootOfWorktree(path);
    if (dirname(path) === path) return null;
  }
};

const rootOfWorktree = (path: string): string | null => {
  const admin = /^gitdir: (.+)$/.exec(readTrimmed(join(path, '.git')) ?? '')?.[1];
  const adminPath = admin === undefined ? null : resolve(path, admin);
  const common = adminPath === null ? null : readTrimmed(join(adminPath, 'commondir'));
  if (adminPath === null || common === null) return null;
  const commonPath = resolve(adminPath, common);
  return basename(commonPath) === '.git' ? dirname(commonPath) : null;
};
