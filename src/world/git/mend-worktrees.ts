import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TransientError } from '../../model/failures.ts';
import { issueOf } from '../../model/ids.ts';
import type { Mended } from '../../model/mending.ts';
import type { Registration } from './admin.ts';
import { retireRegistration } from './aside.ts';
import type { Clone } from './clone.ts';
import { countLiveGit } from './live-git.ts';
import { dropStaleLocks, STALE_AGE_MS } from './locks.ts';
import { retireBroken } from './mend.ts';
import { staleSharedLocksOf } from './read-remains.ts';

/** Issues whose registration or locks there is something to mend about. */
export const readMendable = (clone: Clone, treesPath: string): readonly number[] => {
  if (!existsSync(treesPath)) return [];
  const found = readOwn(clone, realpathSync(treesPath)).filter(
    ({ own }) => !own.isSound || isGone(own) || oldLocksOf(clone, own).length > 0,
  );
  return [...new Set(found.map(({ issue }) => issue))];
};

/**
 * Mends what belongs to issues that may be, the mutex held. Nothing where the folder of worktrees itself is gone: its disk may be.
 */
export const mendWorktrees = (
  clone: Clone,
  { treesPath, mayMend }: { readonly treesPath: string; readonly mayMend: (issue: number) => boolean },
): Promise<Mended> =>
  clone.alone.run(async () => {
    if (!existsSync(treesPath)) return { brokenCount: 0, goneCount: 0, lockCount: 0, leftLockPaths: [] };
    const placePath = realpathSync(treesPath);
    const wanted = (): readonly Registration[] =>
      readOwn(clone, placePath)
        .filter(({ issue }) => mayMend(issue))
        .map(({ own }) => own);
    const brokenBefore = wanted().filter(({ isSound }) => !isSound).length;
    retireBroken(clone, placePath);
    const brokenCount = brokenBefore - wanted().filter(({ isSound }) => !isSound).length;
    const gone = wanted().filter((own) => isGone(own) && isNobodyAtWork(clone, own));
    for (const { adminPath } of gone) retireRegistration(clone.commonPath, adminPath);
    const lockCount = wanted().reduce((count, own) => count + dropOldLocks(clone, own), 0);
    return { brokenCount, goneCount: gone.length, lockCount, leftLockPaths: staleSharedLocksOf(clone) };
  });

interface Own {
  readonly issue: number;
  readonly own: Registration;
}

/** Registered in the folder of worktrees under the name of an issue; without a path it is the id that names it. */
const readOwn = (clone: Clone, placePath: string): readonly Own[] =>
  clone.readRegistrations().flatMap((own) => {
    const isInPlace = own.path === null ? !own.isSound : dirname(own.path) === placePath;
    const issue = issueOf(basename(own.path ?? own.adminPath));
    return isInPlace && issue !== undefined ? [{ issue, own }] : [];
  });

/** On no branch, its admin directory may be all that leads to its commits; a lock says that its disk may come back. */
const isGone = ({ isSound, path, branch, lock }: Registration): boolean =>
  isSound && path !== null && branch !== null && lock === null && !existsSync(path);

const isNobodyAtWork = ({ rootPath, commonPath }: Clone, { path, adminPath }: Registration): boolean => {
  const marks = [rootPath, commonPath, adminPath, ...(path === null ? [] : [path])];
  const live = countLiveGit(marks);
  return live === null ? isOld(adminPath) : live === 0;
};

const isOld = (path: string): boolean =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN) >= STALE_AGE_MS;

const branchLockOf = ({ commonPath }: Clone, { branch }: Registration): string =>
  join(commonPath, 'refs', 'heads', `${branch}.lock`);

const oldLocksOf = (clone: Clone, own: Registration): readonly string[] => {
  const ofTree = ['index.lock', 'HEAD.lock'].map((name) => join(own.adminPath, name));
  return [...ofTree, ...(own.branch === null ? [] : [branchLockOf(clone, own)])].filter(isOld);
};

const dropOldLocks = (clone: Clone, own: Registration): number => {
  const old = oldLocksOf(clone, own);
  if (old.length === 0 || own.path === null || !existsSync(own.path)) return 0;
  if (!isNobodyAtWork(clone, own)) return 0;
  try {
    dropStaleLocks(own.adminPath, own.path);
    if (own.branch !== null && isOld(branchLockOf(clone, own))) rmSync(branchLockOf(clone, own));
  } catch (error) {
    // One of them is young: whoever holds it is at work.
    if (!(error instanceof TransientError)) throw error;
  }
  return old.filter((path) => !existsSync(path)).length;
};
