/**
 * Errors of worktrees, counted for as long as memory lasts, and what is done about them (SPEC section 13).
 */
import { elapsedMs, type Instant } from './instant.ts';

/** What is remembered of them. */
export interface WorktreeCare {
  /** Over all time. */
  readonly errorCount: number;
  /** Since what was safe to clean up was cleaned up last. */
  readonly newErrorCount: number;
  /** How often that was done. */
  readonly cleanUpCount: number;
  /** When it was done last; null = never, or a worktree was made since. */
  readonly cleanedAt: Instant | null;
}

/** Nothing has gone wrong. */
export const noWorktreeErrors: WorktreeCare = {
  errorCount: 0,
  newErrorCount: 0,
  cleanUpCount: 0,
  cleanedAt: null,
};

/** More errors than these, and something is wrong with the place itself. */
export const mostWorktreeErrors = 10;

/** After a clean-up nobody knows whether it helped until a worktree is made; if none is asked for, that is forgotten. */
const doubtMs = 3_600_000;

/** True for the failure of an action that makes or removes worktrees. */
export const isWorktreeError = (trouble: { readonly action: string; readonly tries: number }): boolean =>
  trouble.tries > 0 && (trouble.action === 'create-worktree' || trouble.action === 'remove-worktree');

/** One more. */
export const withWorktreeError = (care: WorktreeCare): WorktreeCare => ({
  ...care,
  errorCount: care.errorCount + 1,
  newErrorCount: care.newErrorCount + 1,
});

/** Cleaned up: the count starts again. */
export const withCleanUp = (care: WorktreeCare, at: Instant): WorktreeCare => ({
  ...care,
  newErrorCount: 0,
  cleanUpCount: care.cleanUpCount + 1,
  cleanedAt: at,
});

/** A worktree was made. */
export const withoutDoubt = (care: WorktreeCare): WorktreeCare => ({ ...care, cleanedAt: null });

/** True when what is safe to clean up has to be cleaned up. */
export const isCleanUpDue = ({ newErrorCount }: WorktreeCare): boolean => newErrorCount > mostWorktreeErrors;

/** True while worktrees fail, and after a clean-up until one is made, for an hour at most. */
export const areWorktreesFailing = (care: WorktreeCare, now: Instant): boolean =>
  isCleanUpDue(care) || (care.cleanedAt !== null && elapsedMs(care.cleanedAt, now) < doubtMs);
