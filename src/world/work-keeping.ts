/**
 * The part of the door to git that keeps work and lets worktrees go.
 */
import type {
  RemovalDone,
  RemovalRequest,
  RemovalRisks,
  RemovalTarget,
  SavedCommit,
  SaveRequest,
} from '../model/removal.ts';

/** Part of {@link Git}; safe to run twice, as all of it. */
export interface WorkKeeping {
  /**
   * Commits everything not ignored but new secrets; null when there was nothing. Runs no hooks, signs nothing. Put aside where the
   * worktree is on another branch, on none, or in the middle of a merge or the like: nobody's branch is moved.
   */
  saveWork(request: SaveRequest): Promise<SavedCommit | null>;
  /** Where the mark lies that this very worktree was set up; it goes with it. Null: there is no such worktree. */
  readSetupMarkPath(path: string): string | null;
  /** What a removal would lose or disturb; changes nothing. @throws TransientError something cannot be looked at. */
  readRisks(target: RemovalTarget): Promise<RemovalRisks>;
  /**
   * Removes a worktree that nothing is at risk in, and the local branch of a merged task when all of it is published.
   * Whether it is still wanted is asked in the last moment: the looks before may take long.
   * @throws TransientError not all can be looked at or saved. @throws PermanentError it could only be removed in part.
   */
  removeWorktree(request: RemovalRequest, isStillWanted?: () => boolean): Promise<RemovalDone>;
}
