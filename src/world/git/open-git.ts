/**
 * The door to the clone the coordinator runs in.
 *
 * In: paths, branches and commits. Out: worktrees that are there and complete, or a failure that says what to do.
 *
 * One mutex (`clone.alone`) is held around everything that touches refs, admin directories, configuration, and
 * around every fetch: git itself loses such races. It is never held over a checkout, which is nearly all of the time
 * a worktree costs; so a tree is made in two steps, `worktree add --no-checkout` inside and `reset --hard` outside.
 *
 * What always holds: a tree that was complete once is never reset; nothing a person made is deleted, only moved
 * aside; nothing is forced. Where a killed git left things half made, that is known by evidence on disk (`locked`
 * with `initializing`, our own mark, no index) and mended before git is started, because some of these states stop
 * git in the whole clone. Worktrees are known by path and branch, read from `.git/worktrees` without starting git.
 */
import { availableParallelism } from 'node:os';
import type { Git } from '../world.ts';
import { createRegistrationReader, readAdminLink } from './admin.ts';
import { failureOf } from './classify.ts';
import type { Clone } from './clone.ts';
import { ensureWorktree } from './ensure-worktree.ts';
import { excludePatterns, isTracked } from './exclude.ts';
import { locateClone } from './locate.ts';
import { mendWorktrees, readMendable } from './mend-worktrees.ts';
import { openLanes, openQueue, openShared } from './queue.ts';
import { readTree } from './read-tree.ts';
import { readMessages, readWork } from './read-work.ts';
import { fetchRemote, pushBranch } from './remote.ts';
import { readRisks, removeTree } from './remove-tree.ts';
import { saveWork } from './save-work.ts';
import { setupMarkOf } from './standing.ts';

const translated = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw failureOf(error);
  }
};

/**
 * Opens the clone around `startPath`; inside one of its worktrees, too, it is the main checkout that is meant.
 * @throws UsageError not a git repository, or one without a main checkout.
 */
export const openGit = async ({ startPath }: { readonly startPath: string }): Promise<Git> => {
  const location = await translated(() => locateClone(startPath));
  const coreCount = availableParallelism();
  const clone: Clone = {
    ...location,
    coreCount,
    readRegistrations: createRegistrationReader(location.commonPath),
    alone: openQueue(1),
    checkouts: openQueue(coreCount),
  };
  const inLaneOf = openLanes();
  return {
    ...location,
    fetchRemote: openShared((begun) => translated(() => fetchRemote(clone, begun))),
    excludePatterns: (patterns) => translated(() => excludePatterns(clone, patterns)),
    isTracked: (path) => translated(() => isTracked(clone, path)),
    ensureWorktree: (request) =>
      translated(() => inLaneOf(request.path, () => ensureWorktree(clone, request))),
    readSetupMarkPath: (path) => {
      const adminPath = readAdminLink(path);
      return adminPath === null ? null : setupMarkOf(adminPath);
    },
    readWork: (path, base) => translated(() => readWork(clone, { path, base })),
    readTree: (path, base) => translated(() => readTree(clone, { path, base })),
    readMessages: (path, base) => translated(() => readMessages(clone, { path, base })),
    saveWork: (request) => translated(() => inLaneOf(request.path, () => saveWork(clone, request))),
    readRisks: (target) => translated(() => clone.checkouts.run(() => readRisks(clone, target))),
    removeWorktree: (request, isStillWanted) =>
      translated(() => inLaneOf(request.path, () => removeTree(clone, request, isStillWanted))),
    readMendable: (treesPath) => translated(async () => readMendable(clone, treesPath)),
    mendWorktrees: (treesPath, mayMend) => translated(() => mendWorktrees(clone, { treesPath, mayMend })),
    pushBranch: (path, branch, sha) => translated(() => pushBranch(clone, { path, branch, sha })),
  };
};
