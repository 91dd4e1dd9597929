/**
 * Rules about `tasks.md` (3): outside the block nothing changes, a file that cannot be trusted is kept, and no cancel
 * that a person wrote is overwritten before it was taken in.
 */
import { isTerminal } from '../../src/model/task.ts';
import type { Store } from '../../src/world/world.ts';
import { type Ground, ledgerPath } from './ground.ts';

const begin = '<!-- coordinator:begin -->';
const end = '<!-- coordinator:end -->';

interface Halves {
  readonly before: string;
  readonly after: string;
}

/** What lies around a sound block; null when there is none. */
const around = (text: string): Halves | null => {
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  const isSound =
    start >= 0 && stop > start && text.lastIndexOf(begin) === start && text.lastIndexOf(end) === stop;
  return isSound ? { before: text.slice(0, start), after: text.slice(stop + end.length) } : null;
};

/** Called before the coordinator replaces the ledger. */
export const checkLedgerWrite = (
  ground: Ground,
  store: Store,
  { before, next }: { readonly before: string | null; readonly next: string },
): void => {
  const { witness, disk, ledger } = ground;
  const isKept =
    before === null ||
    disk.paths().some((path) => path.startsWith(`${ledgerPath}.rejected-`) && disk.read(path) === before);
  checkOutside(ground, { before, next, isKept });
  if (before !== null && before === ledger.mustKeep && !isKept)
    witness.breach('R3', 'most rows were gone at once, and the file was not kept');
  if (!isKept || before === null) checkCancels(ground, store);
  ground.ledgerCancels.clear();
  ledger.mustKeep = null;
  ledger.wasWritten = true;
};

const checkOutside = (
  { witness, ledger }: Ground,
  {
    before,
    next,
    isKept,
  }: { readonly before: string | null; readonly next: string; readonly isKept: boolean },
): void => {
  if (before === null) return;
  const was = around(before);
  const is = around(next);
  if (is === null) witness.breach('R3', 'tasks.md was written without a sound block');
  else if (was !== null && (was.before !== is.before || was.after !== is.after))
    witness.breach('R3', 'text outside the block was changed');
  else if (was === null && ledger.wasWritten && !isKept)
    witness.breach('R3', 'a damaged tasks.md was overwritten and not kept');
  else if (was === null && !isKept && !next.startsWith(before))
    witness.breach('R3', 'a tasks.md without a block was changed elsewhere');
};

const checkCancels = ({ witness, ledgerCancels }: Ground, store: Store): void => {
  const { tasks } = store.readMemory();
  for (const issue of ledgerCancels) {
    const task = tasks.find((candidate) => candidate.issue === issue);
    if (task === undefined) continue;
    const { state } = task.recorded;
    if (!isTerminal(state) && state !== 'stopping' && task.wish?.kind !== 'cancel')
      witness.breach('R3', `a cancel of gh-${issue} in tasks.md was overwritten`);
  }
};
