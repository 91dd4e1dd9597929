import type { Clone } from './clone.ts';
import { GitFailure, runGit } from './run-git.ts';

const isThere = async (clone: Clone, sha: string): Promise<boolean> => {
  try {
    await runGit(clone.rootPath, ['cat-file', '-e', `${sha}^{commit}`]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
};

/**
 * Commits that only this clone has: on no branch of `origin` as it was fetched last, nor in the pull request that was
 * merged (`mergedSha`, its head: GitHub keeps those commits also when they were squashed and the branch deleted).
 */
export const countUnpublished = async (
  clone: Clone,
  { tips, mergedSha }: { readonly tips: readonly string[]; readonly mergedSha: string | null },
): Promise<number> => {
  if (tips.length === 0) return 0;
  const merged = mergedSha !== null && (await isThere(clone, mergedSha)) ? [mergedSha] : [];
  const known = ['--not', '--remotes=origin', ...merged];
  return Number(await runGit(clone.rootPath, ['rev-list', '--count', ...tips, ...known]));
};

/** True when a commit is another one, known here, or lies before it. */
export const isPartOf = async (clone: Clone, sha: string, laterSha: string): Promise<boolean> => {
  if (!(await isThere(clone, laterSha))) return false;
  return (await runGit(clone.rootPath, ['rev-list', '--count', sha, '--not', laterSha])).trim() === '0';
};

/** The commit a local branch is at; null = there is no such branch. */
export const readBranchSha = async (clone: Clone, branch: string): Promise<string | null> => {
  const ref = `refs/heads/${branch}`;
  const shown = await runGit(clone.rootPath, ['for-each-ref', '--format=%(objectname) %(refname)', ref]);
  const line = shown.split('\n').find((each) => each.endsWith(` ${ref}`));
  return line?.split(' ')[0] ?? null;
};
