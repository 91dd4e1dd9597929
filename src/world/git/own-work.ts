import { GitFailure, runGit } from './run-git.ts';

/** Nothing that the repository's configuration names is run. */
const quiet = ['-c', 'core.fsmonitor=false', '--no-optional-locks'];

/** True when another repository holds what is nowhere else: changes, or commits on no branch of a remote. */
export const holdsOwnWork = async (path: string): Promise<boolean> => {
  try {
    const changes = await runGit(path, [...quiet, 'status', '--porcelain']);
    if (changes !== '') return true;
    const commits = ['log', '--oneline', '--max-count=1', 'HEAD', '--branches', '--not', '--remotes'];
    return (await runGit(path, [...quiet, ...commits])) !== '';
  } catch (error) {
    // One without a commit, or one that git cannot read: what is in it is not known.
    if (error instanceof GitFailure) return true;
    throw error;
  }
};
