import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../model/failures.ts';
import { GitFailure, runGitAnywhere } from './run-git.ts';

/** Where a clone is: its main checkout, and the directory all its worktrees share. */
export interface Location {
  readonly rootPath: string;
  readonly commonPath: string;
}

const readPaths = async (startPath: string): Promise<readonly string[]> => {
  try {
    const shown = await runGitAnywhere(startPath, [
      'rev-parse',
      '--is-bare-repository',
      '--git-dir',
      '--git-common-dir',
    ]);
    return shown.trim().split('\n');
  } catch (error) {
    if (!(error instanceof GitFailure) || !/not a git repository|there is no directory/.test(error.stderr))
      throw error;
    throw new UsageError(`${startPath} is not inside a git repository`, {
      cause: error,
      fix: 'Start inside a clone of the repository: git clone https://github.com/OWNER/NAME.git && cd NAME',
    });
  }
};

/** The common directory lies in the main checkout, unless it was put elsewhere and we happen to stand in the checkout. */
const readRoot = async (
  startPath: string,
  { gitPath, commonPath }: { readonly gitPath: string; readonly commonPath: string },
): Promise<string> => {
  if (basename(commonPath) === '.git') return dirname(commonPath);
  if (gitPath === commonPath)
    return realpathSync((await runGitAnywhere(startPath, ['rev-parse', '--show-toplevel'])).trim());
  throw new UsageError(`the main checkout of ${startPath} is not known: its git directory is ${commonPath}`, {
    fix: 'Start in the main checkout.',
  });
};

/**
 * Finds the clone around a directory, from a subdirectory or one of its worktrees too.
 * @throws UsageError not a git repository, a bare one, or one whose refs are not files.
 */
export const locateClone = async (startPath: string): Promise<Location> => {
  const [isBare, gitDir = '.git', commonDir = '.git'] = await readPaths(startPath);
  if (isBare === 'true') {
    throw new UsageError(`${startPath} is a bare repository: it has no files to work on`, {
      fix: 'Start in an ordinary clone (git clone without --bare).',
    });
  }
  const commonPath = realpathSync(resolve(startPath, commonDir));
  if (existsSync(join(commonPath, 'reftable'))) {
    throw new UsageError(`${commonPath} keeps its refs in a reftable, which is not supported`, {
      fix: 'Make a clone with git clone --ref-format=files.',
    });
  }
  const gitPath = realpathSync(resolve(startPath, gitDir));
  return { commonPath, rootPath: await readRoot(startPath, { gitPath, commonPath }) };
};
