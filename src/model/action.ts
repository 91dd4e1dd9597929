/**
 * Actions: what a tick wants done, as plain data. Each kind is carried out by the file of the same name in `act/`,
 * is safe to run twice, and belongs to one lane; a lane does one thing at a time.
 */
import type { AttemptPatch, StopCause } from './attempt.ts';
import type { CommentView } from './comment.ts';
import type { Acknowledgement, HeardMemory, Pause } from './conversation.ts';
import type { Evidence } from './evidence.ts';
import type { RunId } from './ids.ts';
import type { LedgerEntry, LedgerView } from './ledger.ts';
import type { WantedLook } from './look.ts';
import type { Control, Refusal } from './snapshot.ts';
import type { TaskMemory, TaskPatch, TaskState } from './task.ts';

/** A change of state, with what it rests on. `from` null: the task is new. */
export interface StateChange {
  readonly issue: number;
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** What a new task is made of; the rest of its memory starts empty. */
export type NewTask = Pick<
  TaskMemory,
  | 'issue'
  | 'title'
  | 'url'
  | 'createdAtMs'
  | 'branch'
  | 'worktreePath'
  | 'approval'
  | 'approvedText'
  | 'labelPriority'
  | 'pullRequest'
>;

export type Action =
  /** A new task enters memory, with its first state. */
  | { readonly kind: 'remember-task'; readonly task: NewTask; readonly change: StateChange }
  /** A task of a memory that was lost enters memory as it was, attempts included. */
  | { readonly kind: 'rebuild-task'; readonly task: TaskMemory; readonly change: StateChange }
  /** What stands in `tasks.md` is from now on what a person's edits are compared with. */
  | {
      readonly kind: 'accept-ledger';
      readonly text: string;
      readonly entries: readonly LedgerEntry[];
    }
  /** State, memory and attempt change in one transaction; the journal and the console get a line. */
  | {
      readonly kind: 'record-change';
      readonly change: StateChange;
      readonly patch?: TaskPatch;
      readonly attempt?: { readonly run: RunId; readonly patch: AttemptPatch };
    }
  /** Memory changes, the state does not; `told` is a line for the console. */
  | {
      readonly kind: 'record-facts';
      readonly issue: number;
      readonly told?: { readonly word: string; readonly text: string };
      readonly patch?: TaskPatch;
      readonly attempt?: { readonly run: RunId; readonly patch: AttemptPatch };
    }
  /** An untrusted label is remembered and told once. */
  | { readonly kind: 'refuse-issue'; readonly refusal: Refusal }
  /** Comments were heard: how far, what trusted people ask for in them, and whose were ignored, for the console. */
  | {
      readonly kind: 'hear-comments';
      readonly heard: HeardMemory;
      readonly controls: readonly Omit<Control, 'id'>[];
      readonly ignored: readonly { readonly issue: number; readonly text: string }[];
    }
  /** New starts are held back, or (null) not any more. */
  | { readonly kind: 'set-pause'; readonly pause: Pause | null }
  /** A request was taken up or refused; `answer` is shown to whoever asked. */
  | {
      readonly kind: 'answer-control';
      readonly control: number;
      readonly accepted: boolean;
      readonly answer: string;
    }
  | { readonly kind: 'create-worktree'; readonly issue: number; readonly attempt: number }
  | {
      readonly kind: 'start-worker';
      readonly issue: number;
      readonly attempt: number;
      readonly slot: number;
    }
  /** An attempt of which only the intent is known: adopt it if it started, call it off if it did not. */
  | { readonly kind: 'resolve-intent'; readonly issue: number; readonly run: RunId }
  | {
      readonly kind: 'stop-worker';
      readonly issue: number;
      readonly run: RunId;
      readonly cause: StopCause;
      readonly level: 'term' | 'kill';
    }
  /** The runner is gone: end what provably belongs to the attempt. */
  | { readonly kind: 'sweep-worker'; readonly issue: number; readonly run: RunId }
  /** Uncommitted work becomes a `WIP:` commit on the task's branch, or is put aside where it cannot. */
  | { readonly kind: 'save-work'; readonly issue: number; readonly reason: string }
  | { readonly kind: 'push-branch'; readonly issue: number; readonly sha: string }
  | { readonly kind: 'open-pull-request'; readonly issue: number }
  /**
   * The worktree of a finished task goes, unless something would be lost; `force` saves it first. `control`: the
   * request that asked for it and is to be answered; null = it is removed because its pull request is done.
   */
  | {
      readonly kind: 'remove-worktree';
      readonly issue: number;
      readonly force: boolean;
      readonly control: number | null;
    }
  /** What is left of worktrees in git's own directory is mended; `errors`: because so many failed. */
  | { readonly kind: 'mend-worktrees'; readonly cause: 'errors' | 'look' }
  /** A STOP file older than the retry that a person asked for is taken away. */
  | { readonly kind: 'lift-stop'; readonly issue: number; readonly modifiedAtMs: number }
  | { readonly kind: 'write-ledger'; readonly view: LedgerView; readonly expectedText: string | null }
  /** The user's version is kept beside it and the block is written anew. */
  | { readonly kind: 'restore-ledger'; readonly view: LedgerView; readonly why: string }
  | { readonly kind: 'write-comment'; readonly issue: number; readonly view: CommentView }
  | { readonly kind: 'set-label'; readonly issue: number; readonly label: string | null }
  | { readonly kind: 'greet-issue'; readonly issue: number }
  /** Whoever asked in a comment sees there what became of it: 👀, or 😕 and why. */
  | ({ readonly kind: 'acknowledge-comment' } & Acknowledgement);

export type ActionKind = Action['kind'];

/** What a tick wants: actions in order, whether GitHub should be asked soon (a worker ended), and where to look. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly pollSoon: boolean;
  readonly looks: readonly WantedLook[];
}

/** What became of an action. `skipped`: its precondition no longer held at the moment of effect. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'failed'; readonly class: 'transient' | 'permanent'; readonly error: Error };

/** True for actions that only change our own memory: carried out at once, in order, before all others. */
export const isRecord = (action: Action): boolean =>
  action.kind === 'remember-task' ||
  action.kind === 'rebuild-task' ||
  action.kind === 'accept-ledger' ||
  action.kind === 'record-change' ||
  action.kind === 'record-facts' ||
  action.kind === 'refuse-issue' ||
  action.kind === 'hear-comments' ||
  action.kind === 'set-pause' ||
  action.kind === 'answer-control';

/** The queue an action waits in. Stopping never waits for a checkout, a push or GitHub. */
export const laneOf = (action: Action): string => {
  switch (action.kind) {
    case 'remember-task':
    case 'rebuild-task':
    case 'accept-ledger':
    case 'record-change':
    case 'record-facts':
    case 'refuse-issue':
    case 'hear-comments':
    case 'set-pause':
    case 'answer-control':
      return 'memory';
    case 'write-ledger':
    case 'restore-ledger':
      return 'ledger';
    case 'mend-worktrees':
      return 'mend';
    case 'stop-worker':
    case 'sweep-worker':
    case 'lift-stop':
      return `stop/${action.issue}`;
    case 'write-comment':
    case 'set-label':
    case 'greet-issue':
    case 'acknowledge-comment':
      return `tell/${action.issue}`;
    default:
      return `work/${action.issue}`;
  }
};
