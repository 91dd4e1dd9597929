/**
 * A removal that was cut off: its mark lies in the admin directory, and some of the tracked files, or even `.git`, are
 * gone. Nothing was at risk when it began, so what is missing comes from the index, and all is looked at anew.
 */
import { existsSync, lstatSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from '../files/atomic.ts';
import { type Registration, readAdminLink } from './admin.ts';
import { isThere } from './aside.ts';
import type { Clone } from './clone.ts';
import { GitFailure, runGit } from './run-git.ts';
import { removingMarkOf } from './standing.ts';

/** True when a removal of it began and did not end. */
export const isCutOff = ({ adminPath }: Registration): boolean => existsSync(removingMarkOf(adminPath));

/** True when the removal has taken `.git` away already: nothing else says whose the directory is. */
export const isUnlinked = (own: Registration, path: string): boolean =>
  isCutOff(own) && !isThere(join(path, '.git'));

/** Notes that a removal begins, durably: what is missing after a power cut is then known to be our doing. */
export const markRemoving = (adminPath: string): void => {
  writeFileSync(removingMarkOf(adminPath), '', { flush: true });
  syncDirectory(adminPath);
};

/** Makes the worktree whole again where a removal of it was cut off; what is there stays as it is. */
export const healCutOff = async ({ readRegistrations }: Clone, wantedPath: string): Promise<void> => {
  if (!isThere(wantedPath)) return;
  const path = join(realpathSync(dirname(wantedPath)), basename(wantedPath));
  const own = readRegistrations().find((each) => each.path === path);
  if (own === undefined || !isCutOff(own) || !lstatSync(path).isDirectory()) return;
  if (isUnlinked(own, path)) writeFileSync(join(path, '.git'), `gitdir: ${own.adminPath}\n`, { flush: true });
  if (readAdminLink(path) !== own.adminPath || !own.hasIndex) return;
  await writeMissing(path);
  rmSync(removingMarkOf(own.adminPath), { force: true });
};

/** Without --force git writes only what is not there; that another file is there, changed, it calls a failure. */
const writeMissing = async (path: string): Promise<void> => {
  try {
    await runGit(path, ['checkout-index', '--all', '--quiet']);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if ((await runGit(path, ['ls-files', '--deleted'])) !== '') throw error;
  }
};
