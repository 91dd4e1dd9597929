import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * The commit is on the task's branch at the remote; pushing what is there already is fine.
 * @throws TransientError network. @throws PermanentError refused.
 */
export const pushBranch = async (action: ActionOf<'push-branch'>, hands: Hands): Promise<Skip> => {
  const { worktreePath, branch } = readTask(action.issue, hands);
  await hands.world.git.pushBranch(worktreePath, branch, action.sha);
  hands.world.store.patchTask(action.issue, { pushedSha: action.sha });
  return undefined;
};
