/**
 * Removing a task's worktree. It is assessed first; then, the mutex held, looked at once more, and removed by git
 * without force, so that git checks a second time. By force what is at risk is saved before: work as a commit below
 * `refs/coordinator/saved/`, secrets and ignored data as copies. Until git begins, nothing in the worktree has changed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PermanentError } from '../../model/failures.ts';
import type {
  RemovalDone,
  RemovalRequest,
  RemovalRisks,
  RemovalTarget,
  Risk,
  SavedWork,
} from '../../model/removal.ts';
import { readMountsBelow } from '../mounts.ts';
import { isThere } from './aside.ts';
import { type Assessed, assessTree, mountRisks } from './assess.ts';
import type { Clone } from './clone.ts';
import { healCutOff, markRemoving } from './cut-off.ts';
import { dropBranch } from './drop-branch.ts';
import { copyFilesTo, isSameFile } from './keep-files.ts';
import { measureTree } from './measure-tree.ts';
import { GitFailure, runGit } from './run-git.ts';
import { saveAside } from './save-aside.ts';
import { stampOf } from './stamp.ts';
import { removingMarkOf } from './standing.ts';

type Present = Extract<Assessed, { kind: 'present' }>;

/** What a removal would lose or disturb. */
export const readRisks = async (clone: Clone, target: RemovalTarget): Promise<RemovalRisks> => {
  const found = await assessTree(clone, target);
  return found.kind === 'absent' ? found : { kind: 'present', risks: found.risks };
};

/** True for what forbids the removal: all that is at risk, or, by force, what cannot be saved. */
const forbids = ({ canBeSaved }: Risk, { force }: RemovalRequest): boolean => !(force && canBeSaved);

/** Removes the worktree, or says why not. */
export const removeTree = async (
  clone: Clone,
  request: RemovalRequest,
  isStillWanted: () => boolean = () => true,
): Promise<RemovalDone> => {
  const found = await clone.checkouts.run(async () => {
    await healCutOff(clone, request.path);
    return assessTree(clone, request);
  });
  if (found.kind === 'absent')
    return { kind: 'absent', branchDropped: await clone.alone.run(() => dropBranch(clone, request)) };
  const { risks, adminPath } = found;
  if (adminPath === null || risks.some((risk) => forbids(risk, request))) return { kind: 'kept', risks };
  const freedBytes = await measureTree(found.path);
  const saved = risks.length === 0 ? null : await save(clone, request, found);
  const copiesPath = saved?.filesPath ?? null;
  const refused = await takeAway(clone, request, { ...found, adminPath, copiesPath, isStillWanted });
  if (refused !== null) return { kind: 'kept', risks: refused };
  const branchDropped = await clone.alone.run(async () => isStillWanted() && dropBranch(clone, request));
  return { kind: 'removed', branchDropped, freedBytes, saved };
};

/** A commit for what git knows of, copies of what may be in none. The same work is saved once, however often it is asked for. */
const save = async (clone: Clone, request: RemovalRequest, found: Present): Promise<SavedWork> => {
  const hasWork = found.risks.some(({ kind }) => kind !== 'precious');
  const ref = hasWork ? await saveCommit(clone, request, found) : null;
  const { preciousPaths, path } = found;
  if (preciousPaths.length === 0) return { ref, filesPath: null };
  const folder = `${request.savedPath}/gh-${request.issue}/${stampOf(new Date())}`;
  return { ref, filesPath: copyFilesTo(folder, { rootPath: path, paths: preciousPaths }) };
};

const saveCommit = async (
  clone: Clone,
  { issue, branch }: RemovalRequest,
  { path, adminPath }: Present,
): Promise<string | null> => {
  const message = `Work of gh-${issue}, saved before its worktree was removed`;
  const request = { issue, path, branch, message, adminPath: adminPath ?? '', mayBePartial: false };
  return (await saveAside(clone, request)).ref;
};

interface Leaving extends Present {
  readonly adminPath: string;
  /** Where copies of the precious files are; null = there are none. */
  readonly copiesPath: string | null;
  readonly isStillWanted: () => boolean;
}

/** Null = it is gone; else what came up in the last moment. */
const takeAway = async (
  clone: Clone,
  request: RemovalRequest,
  found: Leaving,
): Promise<readonly Risk[] | null> => {
  const { path, adminPath } = found;
  // What was written meanwhile is saved as well, or refuses the removal.
  const again = await assessTree(clone, request);
  if (again.kind === 'absent') return null;
  if (again.risks.some((risk) => forbids(risk, request))) return again.risks;
  if (again.risks.length > 0) await saveCommitOf(clone, request, again);
  if (request.force && !(await areCopied(again, found.copiesPath))) return again.risks;
  return clone.alone.run(async () =>
    found.isStillWanted()
      ? removeByGit(clone, { path, adminPath, isForced: again.risks.length > 0 })
      : [takenUp],
  );
};

/** True when each file that may not go is there as a copy, as it is now. */
const areCopied = async ({ path, preciousPaths }: Present, copiesPath: string | null): Promise<boolean> => {
  if (copiesPath === null) return preciousPaths.length === 0;
  for (const file of preciousPaths)
    if (!(await isSameFile(join(path, file), join(copiesPath, file)))) return false;
  return true;
};

const takenUp: Risk = {
  kind: 'occupant',
  text: 'the task was taken up again meanwhile',
  fix: 'It goes when the task is finished.',
  canBeSaved: false,
};

const saveCommitOf = async (clone: Clone, request: RemovalRequest, found: Present): Promise<void> => {
  if (found.risks.some(({ kind }) => kind !== 'precious')) await saveCommit(clone, request, found);
};

const REFUSED = /contains modified or untracked files|containing submodules|locked working tree/;

const removeByGit = async (
  clone: Clone,
  tree: { readonly path: string; readonly adminPath: string; readonly isForced: boolean },
): Promise<readonly Risk[] | null> => {
  const { path, adminPath, isForced } = tree;
  const mounted = mountRisks(path, await readMountsBelow(path));
  if (mounted.length > 0) return mounted;
  markRemoving(adminPath);
  try {
    await runGit(clone.rootPath, ['worktree', 'remove', ...(isForced ? ['--force'] : []), '--', path]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (REFUSED.test(error.stderr)) {
      rmSync(removingMarkOf(adminPath), { force: true });
      const text = `git refuses: ${error.stderr.split('\n')[0]?.replace(/^fatal: /, '')}`;
      return [{ kind: 'changes', text, fix: `git -C ${path} status`, canBeSaved: false }];
    }
    if (isThere(path)) throw removedInPart(path, error);
  }
  return null;
};

const removedInPart = (path: string, cause: GitFailure): PermanentError =>
  new PermanentError(`${path} could only be removed in part: ${cause.stderr.split('\n')[0]}`, {
    cause,
    fix: `Nothing of what is left was at risk: remove it yourself (files of another user need sudo): rm -r ${path} && git worktree prune`,
  });
