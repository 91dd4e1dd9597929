/**
 * What hangs, or may: found by looking at what is remembered and at this machine, and never mended by looking.
 */

/**
 * `late`: a state lasts longer than it may. `zombie`: processes without a runner. `trouble`: an action fails again and
 * again, or for good. `worktree`: git cannot read it. `request`: nobody answers it.
 */
export type StuckKind = 'late' | 'zombie' | 'trouble' | 'worktree' | 'request';

/** One finding. */
export interface Stuck {
  readonly kind: StuckKind;
  /** Null: it belongs to no task. */
  readonly issue: number | null;
  /** One line for a person. */
  readonly text: string;
  /** Since when; null = not known. */
  readonly sinceMs: number | null;
  /** A command, or a sentence. */
  readonly fix: string;
}
