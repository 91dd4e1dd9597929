import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { WorktreeReady, WorktreeRequest } from '../world.ts';
import type { Clone } from './clone.ts';
import { inTurn } from './in-turn.ts';
import { prepareTree } from './prepare.ts';
import { runGit } from './run-git.ts';
import { unfilledMarkOf } from './standing.ts';

/** More checkout workers than cores cost time; several trees at once keep the cores busy by themselves. */
const checkoutWorkersOf = ({ checkouts, coreCount }: Clone): number =>
  checkouts.runningCount() > 1 ? 1 : Math.min(4, coreCount);

interface Unfilled {
  readonly path: string;
  readonly adminPath: string;
}

const fillTree = async (clone: Clone, { path, adminPath }: Unfilled): Promise<void> => {
  const workers = `checkout.workers=${checkoutWorkersOf(clone)}`;
  await runGit(path, ['-c', workers, 'reset', '--hard', '--no-recurse-submodules']);
  rmSync(unfilledMarkOf(adminPath), { force: true });
};

/**
 * Makes the task's worktree be there, complete and on its branch, whatever was there before.
 * @throws TransientError locked, disk, race. @throws PermanentError checked out elsewhere, base unknown, locked by a person.
 */
export const ensureWorktree = async (clone: Clone, wanted: WorktreeRequest): Promise<WorktreeReady> => {
  // Git registers the resolved path, so that is the one to look for.
  mkdirSync(dirname(wanted.path), { recursive: true });
  const path = join(realpathSync(dirname(wanted.path)), basename(wanted.path));
  const { unfilledPath, ...ready } = await inTurn(clone, () => prepareTree(clone, { ...wanted, path }));
  if (unfilledPath !== null)
    await clone.checkouts.run(() => fillTree(clone, { path, adminPath: unfilledPath }));
  return ready;
};
