/**
 * What may happen next in a simulation, as plain data: a history is a list of these and a seed.
 */
import type { LedgerOp } from './ledger-edits.ts';

export type Who = 'alice' | 'mallory' | 'robot';

/** `dance` is no command. */
export type SaidWord = 'stop' | 'cancel' | 'retry' | 'status' | 'approve' | 'pause' | 'resume' | 'dance';

/** What a person does on GitHub or at the machine. */
export type PersonCommand =
  | { readonly kind: 'label'; readonly issue: number; readonly who: Who }
  | { readonly kind: 'unlabel'; readonly issue: number }
  | { readonly kind: 'close'; readonly issue: number }
  | { readonly kind: 'reopen'; readonly issue: number }
  | { readonly kind: 'retitle'; readonly issue: number }
  | { readonly kind: 'meddle'; readonly issue: number }
  | { readonly kind: 'comment'; readonly issue: number }
  /** The first line of a comment is `/rpi` and this word. */
  | { readonly kind: 'say'; readonly issue: number; readonly who: Who; readonly word: SaidWord }
  /** A comment that is no command. */
  | { readonly kind: 'reply'; readonly issue: number; readonly who: Who }
  | { readonly kind: 'delete-comment'; readonly issue: number }
  /** All our own labels are taken off. */
  | { readonly kind: 'strip-labels'; readonly issue: number }
  | { readonly kind: 'prioritise'; readonly issue: number }
  | { readonly kind: 'stop-file'; readonly issue: number }
  | { readonly kind: 'remove-stop-file'; readonly issue: number }
  | { readonly kind: 'answer'; readonly issue: number }
  | { readonly kind: 'soil'; readonly issue: number }
  | { readonly kind: 'delete-worktree'; readonly issue: number }
  | { readonly kind: 'merge'; readonly issue: number }
  | { readonly kind: 'close-pull'; readonly issue: number }
  | FeedbackCommand
  | { readonly kind: 'ledger'; readonly issue: number; readonly op: LedgerOp }
  | {
      readonly kind: 'control';
      readonly issue: number;
      readonly what: 'stop' | 'cancel' | 'retry' | 'kill' | 'reset' | 'reset-by-force' | 'kill-zombie';
    };

/** What comes back on the open pull request of an issue; `who` only matters where a person says it. */
export interface FeedbackCommand {
  readonly kind: 'feedback';
  readonly issue: number;
  readonly what: 'failed' | 'passed' | 'pending' | 'conflict' | 'review' | 'thread' | 'resolve';
  readonly who: Who;
}

/** What a worker does. */
export type WorkerCommand =
  | { readonly kind: 'output'; readonly issue: number }
  /** It changes or commits something and says nothing. */
  | { readonly kind: 'edit'; readonly issue: number; readonly isCommitted: boolean }
  | { readonly kind: 'work'; readonly issue: number; readonly isCommitted: boolean }
  | { readonly kind: 'open-pull'; readonly issue: number }
  | { readonly kind: 'ask'; readonly issue: number }
  | { readonly kind: 'swell'; readonly issue: number }
  /** One request to its provider. */
  | { readonly kind: 'spend'; readonly issue: number; readonly usd: number }
  /** Its provider wants a pause, and it ends. */
  | { readonly kind: 'meet-limit'; readonly issue: number; readonly minutes: number }
  /** `worktrees.setup` of its worktree ends with this code; the agent never begins. */
  | { readonly kind: 'fail-setup'; readonly issue: number; readonly code: number }
  | {
      readonly kind: 'exit';
      readonly issue: number;
      readonly code: number;
      readonly leftover: boolean;
    };

/** What goes wrong, and what time does. */
export type MishapCommand =
  | { readonly kind: 'kill-runner'; readonly issue: number; readonly andWorker: boolean }
  | { readonly kind: 'kill-worker'; readonly issue: number }
  | { readonly kind: 'fail'; readonly what: FaultName; readonly count: number }
  | {
      readonly kind: 'fail-write';
      readonly mode: 'before' | 'after' | 'refused';
      readonly count: number;
    }
  | { readonly kind: 'die'; readonly writes: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'kill-daemon' }
  | { readonly kind: 'shut-down'; readonly mode: 'stop' | 'detach' }
  | { readonly kind: 'start' }
  | { readonly kind: 'reboot' }
  /** The database is gone; run directories, logs, worktrees and `tasks.md` are still there. */
  | { readonly kind: 'lose-memory' }
  | { readonly kind: 'jump'; readonly days: number }
  | { readonly kind: 'sleep'; readonly hours: number }
  /** The daemon is stopped for so long, workers go on. */
  | { readonly kind: 'freeze'; readonly seconds: number }
  /** The disk is so full; `unknown`: nobody can tell. */
  | { readonly kind: 'room'; readonly disk: 'plenty' | 'little' | 'nearly' | 'unknown' }
  | { readonly kind: 'advance'; readonly seconds: number }
  | { readonly kind: 'pump'; readonly count: number }
  | { readonly kind: 'settle' };

/** `lists`: GitHub's list of issues comes back empty. `runners`: a runner dies before it has claimed its attempt. */
export type FaultName =
  | 'githubReads'
  | 'issueReads'
  | 'lists'
  | 'gitReads'
  | 'gitWrites'
  | 'disk'
  | 'starts'
  | 'runners'
  | 'sweeps'
  | 'trees';

export type Command = PersonCommand | WorkerCommand | MishapCommand;
