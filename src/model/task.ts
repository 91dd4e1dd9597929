/**
 * A task: the coordinator's work on one issue, and what is remembered of it.
 */
import { type Attempt, isLive } from './attempt.ts';
import type { Answer } from './conversation.ts';
import type { Evidence } from './evidence.ts';
import type { FollowUpMemory } from './follow-up.ts';
import type { Instant } from './instant.ts';
import type { Removal } from './removal.ts';

/** SPEC section 2, in the order of a task's life. */
export const taskStates = [
  'queued',
  'preparing',
  'running',
  'timing_out',
  'stopping',
  'zombie',
  'blocked',
  'completed',
  'failed',
  'stopped',
  'cancelled',
] as const;

export type TaskState = (typeof taskStates)[number];

/** States in which nothing more happens by itself. */
export type TerminalState = 'completed' | 'failed' | 'stopped' | 'cancelled';

export const isTerminal = (state: TaskState): state is TerminalState =>
  state === 'completed' || state === 'failed' || state === 'stopped' || state === 'cancelled';

/** 0 is most urgent, 3 least; 2 unless somebody said otherwise. */
export type Priority = 0 | 1 | 2 | 3;

/** A pull request as far as a task cares. `closed` = closed unmerged, shown as rejected. */
export interface PullRequestRef {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'merged' | 'closed';
}

/** What a person asked for and is not done yet. `by` names where: `STOP file`, `tasks.md`, `coordinator cancel`. */
export interface Wish {
  readonly kind: 'cancel' | 'stop' | 'kill';
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** The journal's latest entry about a task: its state as recorded, why, since when, and what was seen. */
export interface RecordedState {
  readonly state: TaskState;
  readonly reason: string;
  readonly sinceMs: number;
  readonly evidence: readonly Evidence[];
}

/** An action of this task that failed and is not done since; `tries` 0: begun, and not known to have ended. */
export interface Trouble {
  /** The action's kind, `create-worktree`. */
  readonly action: string;
  readonly class: 'transient' | 'permanent';
  readonly message: string;
  readonly fix: string | null;
  readonly tries: number;
  readonly at: Instant;
  readonly retryAfterMs: number | null;
}

/** What is remembered of one task. `attempts` oldest first. */
export interface TaskMemory {
  readonly issue: number;
  readonly title: string;
  readonly url: string;
  readonly createdAtMs: number;
  /** Branch and worktree path are fixed when the task is first seen. */
  readonly branch: string;
  readonly worktreePath: string;
  /** Who put the label on, and when: the approval this task stands on. */
  readonly approval: { readonly login: string; readonly atMs: number };
  /** The text that was approved, `textKey` of the issue's row; null = not known, so the present text is looked into. */
  readonly approvedText: string | null;
  /** A person's priority from the ledger; null = from the issue's labels. */
  readonly ledgerPriority: Priority | null;
  readonly labelPriority: Priority;
  /** Position a person gave it in Pending, smallest first; null = by priority and age. */
  readonly order: number | null;
  /** +1 on each retry by a person; attempts are counted per round. */
  readonly round: number;
  readonly recorded: RecordedState;
  /**
   * Why a queued task is not started yet, or what a completed one waits for on its pull request, one line; null when
   * nothing is known to hold it.
   */
  readonly hold: string | null;
  /** What a blocked task's worker asked for in `BLOCKED.md`; null = nothing is asked. */
  readonly question: string | null;
  /** What trusted people answered so far, oldest first; every later prompt tells it. */
  readonly answers: readonly Answer[];
  /** A STOP file older than this was overruled by a person's retry and is taken away; null = none was. */
  readonly stopOverruledAtMs: number | null;
  /** A person asked last then that it is started at once: provider's limits met before hold nobody back any more. Null = never. */
  readonly hurriedAt: Instant | null;
  /** Not started before; set by backoff. */
  readonly notBefore: { readonly from: Instant; readonly waitMs: number } | null;
  readonly wish: Wish | null;
  /** The issue's label that chooses how its present attempt is worked on (`agents.byLabel`); null = none does. */
  readonly agentLabel: string | null;
  /** Place among the workers, 0 to `workers.max` - 1; counts while the task is active. */
  readonly slot: number | null;
  /** The worktree is ready for the attempt with this number. */
  readonly preparedFor: number | null;
  /** Commit the worktree was made from or found at. */
  readonly baseSha: string | null;
  readonly pullRequest: PullRequestRef | null;
  /** What came back on its pull request; null = nothing was taken up so far. */
  readonly followUp: FollowUpMemory | null;
  /** Commit that was pushed by us. */
  readonly pushedSha: string | null;
  /** Head of its pull request when that was merged: that commit and all before it are on GitHub. */
  readonly mergedSha: string | null;
  /** What became of the last try to remove its worktree; null = none since the task was last taken up. */
  readonly removal: Removal | null;
  /** The label was absent from a complete list since the task became terminal: a later label means retry. */
  readonly labelGone: boolean;
  /** 👀 is on the issue. */
  readonly greeted: boolean;
  /** What the status comment says; `id` null = it was written by an earlier life, and is to be looked for. */
  readonly comment: { readonly id: number | null; readonly viewKey: string } | null;
  /** Our own state label that is on the issue; null = none. */
  readonly stateLabel: string | null;
  readonly attempts: readonly Attempt[];
  readonly troubles: readonly Trouble[];
}

/** Fields of a task that an action may change. */
export type TaskPatch = Partial<Omit<TaskMemory, 'issue' | 'attempts' | 'troubles' | 'recorded'>>;

/** Why a task's worktree may not be removed, whatever lies in it; null = it may. */
export const notRemovableBecause = ({ issue, recorded, attempts }: TaskMemory): string | null => {
  if (!isTerminal(recorded.state))
    return `gh-${issue} is ${recorded.state}: only worktrees of finished tasks are removed`;
  return attempts.some(({ phase }) => phase !== 'ended') ? `a worker of gh-${issue} still runs` : null;
};

/** True for a completed task whose pull request is open: what comes back on it may send the task back to its worker. */
export const isFollowed = ({ recorded, pullRequest, attempts }: TaskMemory): boolean =>
  recorded.state === 'completed' && pullRequest?.state === 'open' && !attempts.some(isLive);
