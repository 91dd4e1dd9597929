import { mendedText } from '../model/mending.ts';
import { notRemovableBecause } from '../model/task.ts';
import { isCleanUpDue, mostWorktreeErrors } from '../model/worktree-care.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/**
 * Registrations that lead nowhere and locks that killed gits left are taken away, but for those of tasks that are under way:
 * their next worktree mends its own. After too many errors worktrees of finished pull requests that were kept are looked at
 * again, too, and the count starts again. Nothing in a worktree is touched here.
 * @throws TransientError the file system says no.
 */
export const mendWorktrees = async ({ cause }: ActionOf<'mend-worktrees'>, hands: Hands): Promise<Skip> => {
  const { world, site } = hands;
  const isDue = (): boolean => isCleanUpDue(world.store.readMemory().worktreeCare);
  if (cause === 'errors' && !isDue()) return 'it was cleaned up a moment ago';
  const mended = await world.git.mendWorktrees(site.treesPath, (issue) => isIdle(issue, hands));
  const text = mendedText(mended);
  if (cause === 'errors') {
    lookAgain(hands);
    world.store.noteCleanUp(world.clock.now());
    const left = mended.leftLockPaths.map((path) => `'${path}'`).join(' ');
    const advice = left === '' ? '' : `; left, as they may be yours: when no git runs here, rm ${left}`;
    tell(
      `more than ${mostWorktreeErrors} errors of worktrees: cleaned up ${text ?? 'nothing, all was in order'}${advice}`,
      hands,
    );
  } else if (text !== null) tell(`cleaned up ${text}`, hands);
  return text === null && cause === 'look' ? 'there was nothing to mend' : undefined;
};

const isIdle = (issue: number, { world }: Hands): boolean => {
  const task = world.store.readMemory().tasks.find((one) => one.issue === issue);
  return task === undefined || notRemovableBecause(task) === null;
};

/** What was at risk hours ago may be none now, and room is what worktrees often fail for. */
const lookAgain = ({ world, settings }: Hands): void => {
  if (settings.worktrees.cleanup !== 'merged') return;
  for (const { issue, removal, pullRequest } of world.store.readMemory().tasks)
    if (removal?.kind === 'kept' && pullRequest !== null && pullRequest.state !== 'open')
      world.store.patchTask(issue, { removal: null });
};

const tell = (text: string, { world }: Hands): void =>
  world.narrator.tell({ atMs: world.clock.now().atMs, subject: 'coordinator', word: 'worktrees', text });
