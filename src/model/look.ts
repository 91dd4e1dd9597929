/**
 * A look at the worktree of a worker that lives: whether it goes on, where its output does not tell. It costs a
 * `git status`, so it is only taken when a limit is near.
 */
import type { RunId } from './ids.ts';
import type { Instant } from './instant.ts';
import type { Seen } from './seen.ts';

/** What git and the files say. Times are only ever compared with each other: two looks that differ are progress. */
export interface TreeSeen {
  readonly headSha: string;
  /** Ahead of the base. */
  readonly commitCount: number;
  /** Changed and untracked files, those that git ignores left out. */
  readonly changedCount: number;
  /** When the newest of them was changed, by the clock of the file system; null = there is none. */
  readonly newestChangeAtMs: number | null;
}

/** Two looks, one after the other, that saw something else. */
export interface TreeChange {
  readonly since: Instant;
  readonly at: Instant;
  readonly before: TreeSeen;
  readonly after: TreeSeen;
}

/** What the looks at one run's worktree have shown so far. */
export interface Look {
  /** When the latest began. */
  readonly at: Instant;
  readonly tree: Seen<TreeSeen>;
  /** When the last one before it that saw something began; null = there was none to compare with. */
  readonly before: Instant | null;
  /** The latest change; null = none was seen. */
  readonly change: TreeChange | null;
}

/** A look that a decision asks for; `path` is the worktree's. */
export interface WantedLook {
  readonly run: RunId;
  readonly path: string;
}

/** True when nothing happened between two looks. */
export const isSameTree = (one: TreeSeen, other: TreeSeen): boolean =>
  one.headSha === other.headSha &&
  one.changedCount === other.changedCount &&
  one.newestChangeAtMs === other.newestChangeAtMs;
