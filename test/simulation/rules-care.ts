/**
 * The rule about errors of worktrees (5): they are counted, and so many of them are not left at that.
 */
import type { Memory } from '../../src/model/snapshot.ts';
import type { Ground } from './ground.ts';

/** SPEC section 13: more than these, and what is safe is cleaned up. */
const mostErrors = 10;

/** All is quiet. */
export const checkCare = ({ witness }: Ground, { worktreeCare, ownTroubles }: Memory): void => {
  const { errorCount, newErrorCount, cleanUpCount } = worktreeCare;
  const isTried = ownTroubles.some(({ action }) => action === 'mend-worktrees');
  if (newErrorCount > mostErrors && !isTried)
    witness.breach('R5', `${newErrorCount} errors of worktrees, and nothing is cleaned up`);
  if (errorCount > mostErrors && cleanUpCount === 0 && !isTried)
    witness.breach('R5', `${errorCount} errors of worktrees, and nothing was ever cleaned up`);
};
