import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Location } from './locate.ts';

const readTrimmed = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};

/**
 * The clone around a directory, found without starting git; also from inside a worktree. Null: it is not there, or not as
 * usual. For what must be quick; where nothing is found, and for all else, git is asked (locate.ts), which finds the same.
 */
export const findClone = (startPath: string): Location | null => {
  for (let path = resolve(startPath); ; path = dirname(path)) {
    const git = statSync(join(path, '.git'), { throwIfNoEntry: false });
    if (git?.isDirectory() === true) return ordinary(join(path, '.git'));
    if (git?.isFile() === true) return commonOfWorktree(path);
    // A bare repository, whose files stand for themselves.
    if (dirname(path) === path || readTrimmed(join(path, 'HEAD')) !== null) return null;
  }
};

const commonOfWorktree = (path: string): Location | null => {
  const admin = /^gitdir: (.+)$/.exec(readTrimmed(join(path, '.git')) ?? '')?.[1];
  const adminPath = admin === undefined ? null : resolve(path, admin);
  const common = adminPath === null ? null : readTrimmed(join(adminPath, 'commondir'));
  return adminPath === null || common === null ? null : ordinary(resolve(adminPath, common));
};

/** What git itself would have to judge is left to it: half a repository, files elsewhere, an unknown form of refs. */
const ordinary = (gitPath: string): Location | null => {
  try {
    const commonPath = realpathSync(gitPath);
    const config = readFileSync(join(commonPath, 'config'), 'utf8');
    const isOwn = statSync(commonPath).uid === process.getuid?.();
    const isWhole = ['HEAD', 'objects', 'refs'].every((name) => statSync(join(commonPath, name)));
    const isPlain =
      basename(commonPath) === '.git' &&
      !/^\s*(bare\s*=\s*true|worktree|refstorage\b|\[include)/im.test(config);
    return isOwn && isWhole && isPlain ? { commonPath, rootPath: dirname(commonPath) } : null;
  } catch {
    return null;
  }
};
