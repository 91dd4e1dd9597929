import type { Clone } from './clone.ts';
import { runGit } from './run-git.ts';

/**
 * Makes `origin/<branch>` the branch's upstream. Written as configuration, because `branch --set-upstream-to` wants a
 * remote-tracking ref, which a clone of a single branch never gets. Call it with `clone.alone` held.
 */
export const setUpstream = async (clone: Clone, branch: string): Promise<void> => {
  await runGit(clone.rootPath, ['config', '--local', `branch.${branch}.remote`, 'origin']);
  await runGit(clone.rootPath, ['config', '--local', `branch.${branch}.merge`, `refs/heads/${branch}`]);
};
