import { adviceOf, PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { isRemovalDue, keptBecause, type Removal, type RemovalDone, rescueOf } from '../model/removal.ts';
import { notRemovableBecause, type TaskMemory } from '../model/task.ts';
import { renderBytes } from '../render/bytes.ts';
import { type ActionOf, type RemovalHands, readTask, type Skip } from './hands.ts';
import { tearDown } from './teardown.ts';

/** What is said to whoever asked; `skip`: nothing was done. */
interface Said {
  readonly accepted: boolean;
  readonly answer: string;
  readonly skip?: string;
}

/**
 * Removes the worktree of a finished task if nothing is at risk, or, by force, saves it first. What became of it is
 * remembered, told, and answered to whoever asked.
 * @throws TransientError not all can be looked at. @throws PermanentError it could only be removed in part.
 */
export const removeWorktree = async (
  action: ActionOf<'remove-worktree'>,
  hands: RemovalHands,
): Promise<Skip> => {
  try {
    const said = await remove(action, hands);
    answer(action, said, hands);
    return said.skip;
  } catch (error) {
    if (error instanceof TransientError || error instanceof PermanentError || error instanceof UsageError)
      answer(action, { accepted: false, answer: `${keyOf(action.issue)}: ${adviceOf(error)}` }, hands);
    throw error;
  }
};

const answer = (
  { control }: ActionOf<'remove-worktree'>,
  { accepted, answer: text }: Said,
  { world }: RemovalHands,
): void => {
  if (control !== null) world.store.answerControl(control, { accepted, answer: text }, world.clock.now());
};

const remove = async (action: ActionOf<'remove-worktree'>, hands: RemovalHands): Promise<Said> => {
  const { world, site } = hands;
  const { issue, force } = action;
  const task = readTask(issue, hands);
  const why = notRemovableBecause(task);
  if (why !== null) return { accepted: false, answer: why, skip: why };
  if (action.control === null && !isRemovalDue(task.removal, world.clock.now()))
    return { accepted: false, answer: '', skip: 'it was looked at a moment ago' };
  const { worktreePath: path, branch, mergedSha } = task;
  const savedPath = `${site.ownPath}/saved`;
  const target = { issue, path, branch, mergedSha, treesPath: site.treesPath };
  const isStillWanted = (): boolean => notRemovableBecause(readTask(issue, hands)) === null;
  const untidy = await tearDown({ task, force }, hands);
  if (untidy !== null && force) tell(issue, untidy.text, hands);
  const done: RemovalDone =
    untidy === null || force
      ? await world.git.removeWorktree({ ...target, force, savedPath }, isStillWanted)
      : { kind: 'kept', risks: [untidy] };
  // What became of the worktree of an earlier round is no news of this one.
  if (readTask(issue, hands).round !== task.round)
    return { accepted: false, answer: `${keyOf(issue)} was taken up again`, skip: 'it was taken up again' };
  const { accepted, answer: text, ...rest } = noted(task, done, hands);
  const isAddedTo = untidy !== null && done.kind !== 'kept';
  return { accepted, answer: isAddedTo ? `${text}; ${untidy.text}` : text, ...rest };
};

const noted = (task: TaskMemory, done: RemovalDone, hands: RemovalHands): Said => {
  const { issue } = task;
  const at = hands.world.clock.now();
  if (done.kind === 'kept') {
    const removal: Removal = { kind: 'kept', at, risks: done.risks };
    hands.world.store.patchTask(issue, { removal });
    const text = keptText(task, removal);
    if (!isSameRisk(task.removal, removal)) tell(issue, text, hands);
    return { accepted: false, answer: text };
  }
  const gone = `${keyOf(issue)}: there is no worktree`;
  if (done.kind === 'absent' && task.removal?.kind === 'removed' && !done.branchDropped)
    return { accepted: true, answer: gone, skip: 'it is gone already' };
  const nothing = { freedBytes: 0, saved: null };
  const removal = { ...nothing, ...done, kind: 'removed', at } as const;
  hands.world.store.patchTask(issue, { removal });
  if (done.kind === 'absent' && !done.branchDropped) return { accepted: true, answer: gone };
  const text = done.kind === 'absent' ? branchText(task) : removedText(task, removal);
  tell(issue, text, hands);
  return { accepted: true, answer: `${keyOf(issue)}: ${text}` };
};

const isSameRisk = (before: Removal | null, { risks }: Extract<Removal, { kind: 'kept' }>): boolean =>
  before?.kind === 'kept' && keptBecause(before.risks) === keptBecause(risks);

const keptText = ({ issue }: TaskMemory, { risks }: Extract<Removal, { kind: 'kept' }>): string =>
  `${keyOf(issue)}: worktree kept: ${keptBecause(risks)}. ${[...new Set(risks.map(({ fix }) => fix))].join(' ')}`;

const branchText = ({ branch }: TaskMemory): string => `branch ${branch} deleted, its commits are on GitHub`;

const removedText = (
  task: TaskMemory,
  { freedBytes, branchDropped, saved }: Extract<Removal, { kind: 'removed' }>,
): string =>
  [
    `worktree removed, ${renderBytes(freedBytes)} freed`,
    ...(branchDropped ? [branchText(task)] : []),
    ...(saved === null ? [] : [rescueOf(task.issue, saved)]),
  ].join('; ');

const tell = (issue: number, text: string, { world }: RemovalHands): void =>
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: keyOf(issue),
    word: 'worktree',
    text: text.replace(`${keyOf(issue)}: `, ''),
  });
