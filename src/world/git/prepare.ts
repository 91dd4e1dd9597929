import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BugError } from '../../model/failures.ts';
import type { WorktreeReady, WorktreeRequest } from '../world.ts';
import { type Registration, readAdminLink } from './admin.ts';
import { freePlace, retireRegistration } from './aside.ts';
import type { Clone } from './clone.ts';
import { dropBranchLock, dropOwnLocks, dropStaleLocks, isGitAtWork } from './locks.ts';
import { retireBroken } from './mend.ts';
import { readTaskRefs, type TaskRefs } from './refs.ts';
import { refuseElsewhere, refuseTaken, refuseUnmakeable } from './refuse.ts';
import { GitFailure, runGit } from './run-git.ts';
import { markUnfilled, readStanding, type Standing } from './standing.ts';
import { setUpstream } from './upstream.ts';

/** A registered tree. `unfilledPath`: admin directory of a tree still to be checked out; null = it is complete. */
export interface Prepared extends WorktreeReady {
  readonly unfilledPath: string | null;
}

interface Start {
  readonly how: WorktreeReady['how'];
  readonly sha: string | null;
  readonly args: readonly string[];
}

/** Local branch first, then the remote's, then a new one; always `--no-track`, which spares a racy config write. */
const startOf = (refs: TaskRefs, { path, branch, base }: WorktreeRequest): Start => {
  const add = ['worktree', 'add', '--no-checkout'];
  if (refs.localSha !== null)
    return { how: 'attached', sha: refs.localSha, args: [...add, '--', path, branch] };
  const from = refs.remoteSha === null ? base : branch;
  return {
    how: refs.remoteSha === null ? 'created' : 'tracked',
    sha: refs.remoteSha ?? refs.baseSha,
    args: [...add, '--no-track', '-b', branch, '--', path, `refs/remotes/origin/${from}`],
  };
};

/** A killed `worktree add` leaves children that may make the branch, or register the place, after we looked. */
const RACED = /already exists|already registered|refs\/heads\/.*\.lock': File exists/;

const addUnlessRaced = async (clone: Clone, args: readonly string[]): Promise<'added' | 'raced'> => {
  try {
    await runGit(clone.rootPath, args);
    return 'added';
  } catch (error) {
    if (error instanceof GitFailure && RACED.test(error.stderr)) return 'raced';
    throw error;
  }
};

const addTree = async (
  clone: Clone,
  request: WorktreeRequest,
  refs: TaskRefs,
): Promise<Prepared | 'busy'> => {
  refuseUnmakeable(refs, request);
  const start = startOf(refs, request);
  const movedAside = freePlace(request.path, clone.commonPath);
  if ((await addUnlessRaced(clone, start.args)) === 'raced') return 'busy';
  const adminPath = readAdminLink(request.path);
  if (adminPath === null || start.sha === null)
    throw new BugError(`git added no worktree at ${request.path}`);
  markUnfilled(adminPath);
  if (start.how === 'tracked') await setUpstream(clone, request.branch);
  return { how: start.how, headSha: start.sha, movedAside, unfilledPath: adminPath };
};

interface Found {
  readonly own: Registration;
  readonly standing: Standing;
  readonly refs: TaskRefs;
}

/** Moves what is in the place aside, forgets the registration, and makes the tree again from its branch. */
const remakeTree = async (
  clone: Clone,
  request: WorktreeRequest,
  { own, refs }: Found,
): Promise<Prepared | 'busy'> => {
  refuseUnmakeable(refs, request);
  const movedAside = freePlace(request.path, clone.commonPath);
  retireRegistration(clone.commonPath, own.adminPath);
  const made = await addTree(clone, request, refs);
  return made === 'busy' ? made : { ...made, how: 'remade', movedAside };
};

/** Whoever was killed here is dead; the mark is written before the lock goes, so the evidence is never lost. */
const resumeTree = (own: Registration): string => {
  markUnfilled(own.adminPath);
  dropOwnLocks(own.adminPath);
  rmSync(join(own.adminPath, 'locked'), { force: true });
  return own.adminPath;
};

const takeTree = async (clone: Clone, request: WorktreeRequest, found: Found): Promise<Prepared | 'busy'> => {
  const { own, standing, refs } = found;
  const headSha = own.detachedSha ?? refs.localSha;
  if (headSha === null || standing === 'gone' || standing === 'strange')
    return remakeTree(clone, request, found);
  if (standing === 'unfilled')
    return { how: 'remade', headSha, movedAside: null, unfilledPath: resumeTree(own) };
  if (own.lock === 'initializing') rmSync(join(own.adminPath, 'locked'), { force: true });
  dropStaleLocks(own.adminPath, request.path);
  return { how: 'reused', headSha, movedAside: null, unfilledPath: null };
};

/**
 * First phase: leaves the task's worktree registered, on its branch, and says whether its files are still to come.
 * Call it with `clone.alone` held. `busy`: a git that is not ours is at work on it; look again in a moment.
 */
export const prepareTree = async (clone: Clone, request: WorktreeRequest): Promise<Prepared | 'busy'> => {
  const { commonPath } = clone;
  const { path, branch } = request;
  if (retireBroken(clone, dirname(path)) === 'busy') return 'busy';
  const registrations = clone.readRegistrations();
  refuseElsewhere(clone, request, registrations);
  const own = registrations.find((each) => each.path === path);
  const standing = own === undefined ? 'gone' : readStanding(own, { path, commonPath });
  if (own !== undefined) refuseTaken({ own, isGone: standing === 'gone' }, request);
  const wasWhole = standing === 'whole' && own?.lock === null;
  if (!wasWhole && isGitAtWork(path, own?.adminPath)) return 'busy';
  if (standing !== 'whole') dropBranchLock(commonPath, branch);
  const refs = await readTaskRefs(clone, request);
  return own === undefined
    ? addTree(clone, request, refs)
    : takeTree(clone, request, { own, standing, refs });
};
