import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemovalTarget } from '../../model/removal.ts';
import { readHeadBranch } from './admin.ts';
import type { Clone } from './clone.ts';
import { isPartOf, readBranchSha } from './published.ts';
import { GitFailure, runGit } from './run-git.ts';

/** A stash names the branch it was made on, and is easier to place while that exists. */
const hasStash = async (clone: Clone, branch: string): Promise<boolean> => {
  const stashes = await runGit(clone.rootPath, ['stash', 'list', '--format=%gs']);
  return stashes
    .split('\n')
    .some((line) => line.includes(` on ${branch}:`) || line.startsWith(`On ${branch}:`));
};

/** Files that name the branch which a rebase or bisect, HEAD detached meanwhile, comes back to. */
const RETURNS = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];

const comesBackTo = (adminPath: string, branch: string): boolean =>
  RETURNS.map((name) => readIfThere(join(adminPath, name)).trim()).some(
    (name) => name === branch || name === `refs/heads/${branch}`,
  );

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const isCheckedOut = ({ commonPath, readRegistrations }: Clone, branch: string): boolean =>
  readHeadBranch(commonPath) === branch ||
  comesBackTo(commonPath, branch) ||
  readRegistrations().some((each) => each.branch === branch || comesBackTo(each.adminPath, branch));

const dropConfig = async (clone: Clone, branch: string): Promise<void> => {
  try {
    await runGit(clone.rootPath, ['config', '--local', '--remove-section', `branch.${branch}`]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
  }
};

/**
 * Deletes the local branch of a task whose pull request was merged: when every commit of it is part of that pull
 * request (what `origin` is remembered to have may have been deleted there since) and nobody has it checked out. Git is told the commit it must be at. Call it with `clone.alone` held; false = it stays.
 */
export const dropBranch = async (clone: Clone, { branch, mergedSha }: RemovalTarget): Promise<boolean> => {
  if (mergedSha === null || isCheckedOut(clone, branch)) return false;
  const sha = await readBranchSha(clone, branch);
  if (sha === null || !(await isPartOf(clone, sha, mergedSha))) return false;
  if (await hasStash(clone, branch)) return false;
  await runGit(clone.rootPath, ['update-ref', '-d', `refs/heads/${branch}`, sha]);
  await dropConfig(clone, branch);
  return true;
};
