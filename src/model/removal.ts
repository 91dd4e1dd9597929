/**
 * Work that is kept, and worktrees that go: what is asked of git, what would be lost or disturbed, what became of it.
 */
import { elapsedMs, type Instant } from './instant.ts';

/**
 * What stands in the way. `changes`: not committed. `commits`: on no branch of the remote. `precious`: a
 * secret in no commit, or data that git ignores. `operation`: a merge or the like under way. `branch`: it is on another
 * branch than the task's. `repository`: another repository lies in it. `occupant`: a process works in it. `mount`:
 * something is mounted in it. `foreign`: not proven to be ours. `teardown`: `worktrees.teardown` failed.
 */
export type RiskKind =
  | 'changes'
  | 'commits'
  | 'precious'
  | 'operation'
  | 'branch'
  | 'repository'
  | 'locked'
  | 'occupant'
  | 'mount'
  | 'unfinished'
  | 'teardown'
  | 'foreign';

/** One reason not to remove a worktree. */
export interface Risk {
  readonly kind: RiskKind;
  /** One line: `2 uncommitted files (a.txt, b.txt)`. */
  readonly text: string;
  /** What to do about it. */
  readonly fix: string;
  /** True for what `--force` saves before it removes; all else is never forced. */
  readonly canBeSaved: boolean;
}

/** Where work was put before its worktree went: a ref of the clone, a folder with what must not be committed. */
export interface SavedWork {
  /** `refs/coordinator/saved/gh-7/20261125T034500Z` */
  readonly ref: string | null;
  /** Absolute. */
  readonly filesPath: string | null;
}

/** Whose work is to be saved, and as what. */
export interface SaveRequest {
  readonly issue: number;
  /** Absolute path of the worktree. */
  readonly path: string;
  readonly branch: string;
  /** Of the commit. */
  readonly message: string;
}

/** Work that was saved: on the task's branch (`ref` null), or below `refs/coordinator/saved/`. */
export interface SavedCommit {
  readonly sha: string;
  readonly ref: string | null;
  /** Secrets that no commit has and git does not ignore: they stay in the worktree only, relative to it. */
  readonly secretPaths: readonly string[];
}

/** A worktree that may go, and what is known to be published of it. */
export interface RemovalTarget {
  readonly issue: number;
  /** Absolute. */
  readonly path: string;
  readonly branch: string;
  /** Absolute path of `worktrees.dir`: a worktree elsewhere is never touched. */
  readonly treesPath: string;
  /** Head of its merged pull request: it and all before it are on GitHub. Null = none was merged, as far as known. */
  readonly mergedSha: string | null;
}

export interface RemovalRequest extends RemovalTarget {
  /** Saves what can be saved instead of refusing because of it. */
  readonly force: boolean;
  /** Absolute path of the folder that files worth keeping that belong in no commit are saved below. */
  readonly savedPath: string;
}

/** `absent`: there is none, nothing to do. */
export type RemovalRisks =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly risks: readonly Risk[] };

/** What became of a removal. `branchDropped`: the task's local branch went as well. */
export type RemovalDone =
  | { readonly kind: 'absent'; readonly branchDropped: boolean }
  | { readonly kind: 'kept'; readonly risks: readonly Risk[] }
  | {
      readonly kind: 'removed';
      readonly branchDropped: boolean;
      readonly freedBytes: number;
      readonly saved: SavedWork | null;
    };

/** What is remembered of the last try; null in a task's memory = none since it was last taken up. */
export type Removal =
  | {
      readonly kind: 'removed';
      readonly at: Instant;
      readonly freedBytes: number;
      /** The local branch went, too: all its commits are on GitHub. */
      readonly branchDropped: boolean;
      readonly saved: SavedWork | null;
    }
  | { readonly kind: 'kept'; readonly at: Instant; readonly risks: readonly Risk[] };

/** How long a worktree that was kept is left alone. */
const lookAgainMs = 6 * 60 * 60_000;

/** True when it is time to look at the worktree: for the first time, or again. */
export const isRemovalDue = (removal: Removal | null, now: Instant): boolean => {
  if (removal === null) return true;
  return removal.kind === 'kept' && elapsedMs(removal.at, now) >= lookAgainMs;
};

/** Why a worktree is kept, one line. */
export const keptBecause = (risks: readonly Risk[]): string => risks.map(({ text }) => text).join('; ');

/** How work that was saved is got back, one line. */
export const rescueOf = (issue: number, { ref, filesPath }: SavedWork): string =>
  [
    ...(ref === null ? [] : [`saved as ${ref}, get it back: git branch rescue-${issue} ${ref}`]),
    ...(filesPath === null ? [] : [`secrets and data that are in no commit are in ${filesPath}`]),
  ].join('; ');
