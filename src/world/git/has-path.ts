import { GitFailure, runGit } from './run-git.ts';

/** True when a commit holds a file at `path`, relative to the root; null where there is no such commit. */
export const hasPath = async (
  rootPath: string,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<boolean | null> => {
  try {
    return (await runGit(rootPath, ['ls-tree', '--name-only', '--full-tree', commit, '--', path])) !== '';
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
};
