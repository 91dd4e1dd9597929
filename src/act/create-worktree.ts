import { keyOf } from '../model/ids.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * The worktree of the next attempt is there: made, or found and kept as it is. A question that an earlier attempt left
 * is moved to the logs, and its marks of progress go: what stands in `BLOCKED.md` from now on is this attempt's.
 * @throws TransientError @throws PermanentError see Git.ensureWorktree.
 */
export const createWorktree = async (action: ActionOf<'create-worktree'>, hands: Hands): Promise<Skip> => {
  const { world, site } = hands;
  const task = readTask(action.issue, hands);
  if (task.recorded.state !== 'preparing') return `${keyOf(action.issue)} is ${task.recorded.state} by now`;
  const { branch, worktreePath: path } = task;
  await world.git.fetchRemote();
  const ready = await world.git.ensureWorktree({ issue: action.issue, path, branch, base: site.baseBranch });
  if (ready.movedAside !== null) tellMoved(action.issue, ready.movedAside, hands);
  keepOldQuestion(action, path, hands);
  removeOldMarks(path, hands);
  if (world.store.readMemory().worktreeCare.cleanedAt !== null) world.store.noteWorktreeMade();
  world.store.patchTask(action.issue, { preparedFor: action.attempt, baseSha: ready.headSha });
  return undefined;
};

const tellMoved = (issue: number, movedAside: string, { world }: Hands): void =>
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: keyOf(issue),
    word: 'worktree',
    text: `something was in its place and was moved to ${movedAside}`,
  });

const keepOldQuestion = (action: ActionOf<'create-worktree'>, path: string, { world, site }: Hands): void => {
  const questionPath = `${path}/BLOCKED.md`;
  const question = world.files.readText(questionPath);
  if (question === null) return;
  const keptPath = `${site.logsPath}/${keyOf(action.issue)}/attempt-${action.attempt - 1}.BLOCKED.md`;
  world.files.writeText(keptPath, question);
  world.files.remove(questionPath);
};

const removeOldMarks = (path: string, { world: { files } }: Hands): void => {
  for (const name of ['.coordinator-done', '.coordinator-phase'])
    if (files.isPresent(`${path}/${name}`)) files.remove(`${path}/${name}`);
};
