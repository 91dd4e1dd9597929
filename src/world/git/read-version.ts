import type { ProgramSeen } from '../../model/examined.ts';
import { runBriefly } from '../run-briefly.ts';
import { gitEnvironmentOf } from './environment.ts';

/** What git says of its version, and whether it can list the worktrees of the clone at `rootPath`. */
export const readGitVersion = async (
  rootPath: string,
  limitMs: number,
): Promise<{ readonly version: ProgramSeen; readonly worktrees: ProgramSeen }> => {
  const run = (...words: readonly string[]): Promise<ProgramSeen> =>
    runBriefly({ argv: ['git', ...words], cwd: rootPath, env: gitEnvironmentOf(null), limitMs });
  const [version, worktrees] = await Promise.all([run('--version'), run('worktree', 'list', '--porcelain')]);
  return { version, worktrees };
};
