import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readAdminLink } from './admin.ts';
import { stampOf } from './stamp.ts';

/** True when something is there: a file, a directory, a link, even one that leads nowhere. */
export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const moveInto = (folder: string, path: string): string => {
  mkdirSync(folder, { recursive: true });
  const wanted = join(folder, `${basename(path)}-${stampOf(new Date())}`);
  let target = wanted;
  for (let copy = 2; isThere(target); copy += 1) target = `${wanted}-${copy}`;
  renameSync(path, target);
  return target;
};

/** Moves what is in a worktree's place to `.aside/` beside it and answers where it went. Nothing is ever deleted. */
const moveAside = (path: string): string => moveInto(join(dirname(path), '.aside'), path);

/** Takes an admin directory out of git's sight, whole, so that the worktree it stood for is no longer registered. */
export const retireRegistration = (commonPath: string, adminPath: string): void => {
  moveInto(join(commonPath, 'coordinator', 'retired'), adminPath);
};

/**
 * True when a directory holds nothing anybody could miss: it is empty, or has only the `.git` file (empty after a
 * crash) that links it to this clone.
 */
export const isBare = (path: string, commonPath: string): boolean => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  const names = readdirSync(path);
  if (names.length === 0) return true;
  if (names.length !== 1 || names[0] !== '.git') return false;
  const link = lstatSync(join(path, '.git'));
  if (!link.isFile()) return false;
  return link.size === 0 || dirname(readAdminLink(path) ?? '') === join(commonPath, 'worktrees');
};

/** Frees a worktree's place: what is worth keeping is moved aside (answers where to), the rest goes. */
export const freePlace = (path: string, commonPath: string): string | null => {
  if (!isThere(path)) return null;
  if (!isBare(path, commonPath)) return moveAside(path);
  rmSync(join(path, '.git'), { force: true });
  return null;
};
