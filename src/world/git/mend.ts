import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { issueOf } from '../../model/ids.ts';
import type { Registration } from './admin.ts';
import { retireRegistration } from './aside.ts';
import type { Clone } from './clone.ts';
import { countLiveGit } from './live-git.ts';

/** Ours by name: `trees/gh-7` inside the main checkout or beside a tree we made, or an id like `gh-7` without a path. */
const isOurs = (clone: Clone, registration: Registration, treesPath: string | null): boolean => {
  const { path, adminPath } = registration;
  if (path === null) return issueOf(basename(adminPath)) !== undefined;
  const isInPlace = path.startsWith(`${clone.rootPath}/`) || dirname(path) === treesPath;
  return isInPlace && issueOf(basename(path)) !== undefined;
};

/** An add passes through these states within milliseconds. Counts only where processes cannot be listed. */
const SETTLED_AGE_MS = 2_000;

/** A person's `git worktree add` may be under way; which place it is for, only its admin directory would say. */
const isSettled = (clone: Clone, { adminPath, path }: Registration): boolean => {
  const live = countLiveGit(path === null ? [adminPath] : [adminPath, path]);
  if (live !== null) return live === 0 && countLiveGit([clone.rootPath, clone.commonPath], 'worktree') === 0;
  const ageMs = Date.now() - (statSync(adminPath, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return ageMs < 0 || ageMs > SETTLED_AGE_MS;
};

/**
 * Takes admin directories of ours out of git's sight that a crash left with empty or missing files: one empty
 * `commondir` makes `fetch`, `branch` and `worktree` fail in the whole clone. `busy`: a git is still at work on one.
 */
export const retireBroken = (clone: Clone, treesPath: string | null): 'mended' | 'busy' => {
  const readBroken = (): readonly Registration[] =>
    clone
      .readRegistrations()
      .filter((registration) => !registration.isSound && isOurs(clone, registration, treesPath));
  const broken = readBroken();
  if (broken.length === 0) return 'mended';
  if (!broken.every((each) => isSettled(clone, each))) return 'busy';
  const judged = new Set(broken.map(({ adminPath }) => adminPath));
  // Read again: an add that was under way at the first look may be complete by now.
  const still = readBroken().filter(({ adminPath }) => judged.has(adminPath));
  for (const { adminPath } of still) retireRegistration(clone.commonPath, adminPath);
  return 'mended';
};
