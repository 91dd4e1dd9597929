/**
 * The part of the door to git that mends what killed gits and deleted directories leave behind.
 */
import type { Mended } from '../model/mending.ts';

/** Part of {@link Git}; safe to run twice, as all of it. `treesPath`: the folder of worktrees, absolute. */
export interface WorktreeMending {
  /** Issues whose registration or locks there is something to mend about; changes nothing. @throws TransientError */
  readMendable(treesPath: string): Promise<readonly number[]>;
  /**
   * Mends those of issues that say so in the moment it is done: nothing in a worktree is touched, nor anything a person has locked, is at work on, or has
   * put on no branch. Registrations are kept below git's directory (`coordinator/retired`). @throws TransientError
   */
  mendWorktrees(treesPath: string, mayMend: (issue: number) => boolean): Promise<Mended>;
}
