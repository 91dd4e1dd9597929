/**
 * The status comment as data (SPEC section 9).
 */
import type { Evidence } from './evidence.ts';
import type { WorkerId } from './ids.ts';
import type { Spent } from './spending.ts';
import type { PullRequestRef, TaskState } from './task.ts';

/** One row of the attempts table. Times are epoch milliseconds. */
export interface CommentAttempt {
  readonly number: number;
  readonly agent: string;
  readonly worker: WorkerId;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly result: string | null;
  /** Absent: it lives, or its agent never began. */
  readonly spent?: Spent;
}

/** Everything the status comment says. No running durations, so equal views are equal comments. */
export interface CommentView {
  readonly issue: number;
  readonly state: TaskState;
  readonly reason: string;
  readonly sinceMs: number;
  readonly agent: string | null;
  readonly branch: string;
  readonly worktree: string;
  readonly baseSha: string | null;
  readonly pullRequest: PullRequestRef | null;
  readonly attempts: readonly CommentAttempt[];
  readonly attemptLimit: number;
  readonly evidence: readonly Evidence[];
  readonly label: string;
  /** What the worker asks a person; null = nothing. */
  readonly question: string | null;
  /** Somebody untrusted has edited the issue since its worker was started; absent = not that it is known. */
  readonly edited?: string;
  /** What came back on its pull request and is left to a person; absent = nothing. */
  readonly left?: string;
  /** Absolute log path whose last lines are shown; null when there is nothing to show. */
  readonly logTailPath: string | null;
}

/** Equal keys, equal comments; a mere change of settings (limit, label) is no reason to write all of them again. */
export const commentKeyOf = (view: CommentView): string =>
  JSON.stringify({ ...view, attemptLimit: 0, label: '' });
