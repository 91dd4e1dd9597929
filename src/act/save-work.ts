import { keyOf } from '../model/ids.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * Uncommitted work becomes a `WIP:` commit on the task's branch; nothing to save is fine.
 * @throws TransientError disk full or a lock. Only called when no process of the attempt is left.
 */
export const saveWork = async (action: ActionOf<'save-work'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const task = readTask(action.issue, hands);
  const attempt = task.attempts.at(-1);
  if (attempt !== undefined && attempt.phase !== 'ended') return 'its worker may still write';
  const message = `WIP: ${keyOf(action.issue)}, attempt ${attempt?.number ?? 0} (${action.reason})`;
  const sha = await world.git.saveWork(task.worktreePath, message);
  if (sha === null) return 'there was nothing to save';
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: keyOf(action.issue),
    word: 'saved',
    text: `uncommitted work is commit ${sha.slice(0, 7)} on ${task.branch}`,
  });
  return undefined;
};
