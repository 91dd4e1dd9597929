/**
 * What prepares a worktree for its first agent (docs/decisions/0020-setting-up-worktrees.md).
 */

/** A command that is run in the worktree before the agent, under the same supervision. */
export interface SetupSpec {
  /** For `/bin/sh -c`. */
  readonly command: string;
  /** Its output is put at the end of this file. */
  readonly logPath: string;
  /** A file that is made when it did well. */
  readonly markPath: string;
  /** Variable of the worker that it does not get; null = it gets all. */
  readonly hiddenName: string | null;
}
