import { keyOf } from '../model/ids.ts';
import { rescueOf } from '../model/removal.ts';
import type { TaskMemory } from '../model/task.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * Uncommitted work becomes a `WIP:` commit on the task's branch; where the worktree is on something else, or in the
 * middle of a merge or the like, it is put aside and the attempt remembers where. Nothing to save is fine.
 * @throws TransientError disk full or a lock. Only called when no process of the attempt is left.
 */
export const saveWork = async (action: ActionOf<'save-work'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const task = readTask(action.issue, hands);
  const attempt = task.attempts.at(-1);
  if (attempt !== undefined && attempt.phase !== 'ended') return 'its worker may still write';
  const message = `WIP: ${keyOf(action.issue)}, attempt ${attempt?.number ?? 0} (${action.reason})`;
  const { issue, branch, worktreePath: path } = task;
  const saved = await world.git.saveWork({ issue, branch, path, message });
  if (saved === null) return 'there was nothing to save';
  const { sha, ref, secretPaths } = saved;
  const left = secretPaths.length === 0 ? '' : `; secrets stay in the worktree only: ${listed(secretPaths)}`;
  if (ref !== null && attempt !== undefined) world.store.patchAttempt(attempt.run, { savedRef: ref });
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: keyOf(action.issue),
    word: 'saved',
    text: `${ref === null ? commitText(task, sha) : asideText(task, ref)}${left}`,
  });
  return undefined;
};

const shownCount = 5;

const listed = (paths: readonly string[]): string => {
  const moreCount = paths.length - shownCount;
  return `${paths.slice(0, shownCount).join(', ')}${moreCount > 0 ? ` and ${moreCount} more` : ''}`;
};

const commitText = ({ branch }: TaskMemory, sha: string): string =>
  `uncommitted work is commit ${sha.slice(0, 7)} on ${branch}`;

const asideText = ({ issue, branch }: TaskMemory, ref: string): string =>
  `uncommitted work could not become a commit of ${branch}: ${rescueOf(issue, { ref, filesPath: null })}`;
