/**
 * A removal without a daemon: the same action, carried out for a command that holds the daemon's lock meanwhile.
 */
import type { RemovalHands } from '../act/hands.ts';
import { removeWorktree } from '../act/remove-worktree.ts';
import { PermanentError, TransientError } from '../model/failures.ts';
import type { ControlAnswer } from '../world/world.ts';

/** What is to go, and whether by force. */
export interface Removing {
  readonly issue: number;
  readonly force: boolean;
}

/** Leaves the request that a daemon would take up, carries it out, and resolves with its answer. */
export const removeByHand = async (
  { issue, force }: Removing,
  hands: RemovalHands,
): Promise<ControlAnswer> => {
  const { store, clock } = hands.world;
  const kind = force ? 'clean-by-force' : 'clean';
  const control = store.addControl({ kind, issue, reason: null, at: clock.now() });
  try {
    await removeWorktree({ kind: 'remove-worktree', issue, force, control }, hands);
  } catch (error) {
    // It has been answered, too.
    if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
  }
  return store.readControlAnswer(control) ?? { accepted: false, answer: 'nothing was done' };
};
