/**
 * The snapshot: everything one tick looks at. Reads that failed are `unknown` (model/seen.ts).
 */
import type { LogSeen, Phase } from './agent-account.ts';
import type { RunSeen } from './attempt.ts';
import type { Chooser } from './choice.ts';
import type { Acknowledgement, CommentSource, Heard, HeardMemory, Pause } from './conversation.ts';
import type { PullStanding } from './follow-up.ts';
import { type GitHubStanding, noStanding } from './github.ts';
import type { RunId } from './ids.ts';
import type { Instant } from './instant.ts';
import type { LedgerMemory, LedgerSeen } from './ledger.ts';
import type { IssueLinks } from './links.ts';
import type { Look } from './look.ts';
import type { Lost } from './lost.ts';
import type { Seen } from './seen.ts';
import { noSpending, type Spending } from './spending.ts';
import type { TreeUsage } from './supervision.ts';
import type { PullRequestRef, TaskMemory, Trouble } from './task.ts';
import type { Traces } from './traces.ts';
import { noWorktreeErrors, type WorktreeCare } from './worktree-care.ts';

/** An open, labelled issue as GitHub lists it. Never a pull request. */
export interface IssueRow {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Tells this title and body from any other. */
  readonly textKey: string;
  /** Open issues that block this one; null where the server does not say. */
  readonly openBlockerCount: number | null;
  /** Sub-issues that are not done, labelled or not; null where the server does not say. */
  readonly openChildCount: number | null;
}

/** A pull request as GitHub lists it. `headRepository` is null for a deleted fork. */
export interface PullRow extends PullRequestRef {
  readonly branch: string;
  readonly headRepository: string | null;
  readonly headSha: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Who put the label on, and whether that person may. */
export interface Labelling {
  readonly login: string;
  readonly atMs: number;
  readonly trusted: boolean;
  /** For people: `permission: read`, `in trust.users`. */
  readonly ground: string;
  /** The text that this label approves; null = it was changed since by somebody who may not, or is not asked for. */
  readonly textKey: string | null;
}

/** Who changed the text of an approved issue; `trusted` false: at least one of them may not approve anything. */
export interface TextEdit {
  readonly login: string;
  readonly trusted: boolean;
  readonly ground: string;
}

/** An issue asked for by number. `gone`: proven deleted, or moved away (404 or 410 on itself, repository readable). */
export type IssuePresence = { readonly kind: 'present'; readonly row: IssueRow } | { readonly kind: 'gone' };

/** The last view of GitHub; between polls the same object serves every tick. */
export interface RemoteView {
  /** When the reads began: an event after this may not be in it. */
  readonly at: Instant;
  /** How far GitHub's clock is ahead of ours; 0 where they agree, or GitHub does not say. */
  readonly aheadMs: number;
  readonly issues: Seen<readonly IssueRow[]>;
  /** Pull requests whose head is in the repository itself, newest first; forks are left out. */
  readonly pulls: Seen<readonly PullRow[]>;
  /** By issue: only those that needed a look. */
  readonly labellings: ReadonlyMap<number, Seen<Labelling>>;
  /** By issue: who put its labels of `agents.byLabel` on, one for each; only where a worker may be started. */
  readonly choosers: ReadonlyMap<number, Seen<readonly Chooser[]>>;
  /** By issue: who changed the text of a task since it was approved, where it is another one; null = nobody did. */
  readonly edits: ReadonlyMap<number, Seen<TextEdit | null>>;
  /** By issue: what holds a task back that waits, or would; only where there is something. */
  readonly links: ReadonlyMap<number, Seen<IssueLinks>>;
  /** By issue: tasks that were missing from the list, each asked for by number. */
  readonly confirmed: ReadonlyMap<number, Seen<IssuePresence>>;
  /** By issue: how the open pull request of a completed task stands; only where `followUp` asks for it. */
  readonly followUps: ReadonlyMap<number, Seen<PullStanding>>;
  /** New comments that may be commands or answers. */
  readonly heard: Seen<Heard>;
}

/** What git says about a worktree whose worker has ended. */
export interface WorkSeen {
  readonly commitCount: number;
  readonly headSha: string;
  /** Files that are changed or new, secrets left out. */
  readonly dirtyCount: number;
  /** New files that by name are secrets: they stay where they are, in no commit. */
  readonly secretCount: number;
  /** Where the worker wrote that it is done: `.coordinator-done`, or the trailer of a commit; absent = nowhere. */
  readonly markedDoneIn?: 'file' | 'trailer';
  /** The last stage that `.coordinator-phase` names; absent = none. */
  readonly phase?: Phase;
}

/** What lies on disk for one task. */
export interface WorktreeSeen {
  readonly exists: boolean;
  /** Text of `trees/gh-N/STOP`; null = no such file. */
  readonly stopFile: { readonly text: string; readonly modifiedAtMs: number } | null;
  /** Text of `trees/gh-N/BLOCKED.md`; null = no such file. */
  readonly blockedFile: string | null;
  /** Only asked for when a worker has ended and is not judged; null otherwise, and until git has answered. */
  readonly work: Seen<WorkSeen> | null;
}

/** What can be asked for; the third line only in comments. `answer`: its reason is the text. `unknown`: no such word. */
export type ControlKind =
  | ('stop' | 'cancel' | 'retry' | 'kill' | 'clean' | 'clean-by-force')
  | ('reset' | 'reset-by-force' | 'kill-zombie')
  | ('status' | 'approve' | 'pause' | 'resume' | 'answer' | 'unknown');

/** A request made with `coordinator stop|cancel|retry|kill|clean|recover ... N`, or in a comment, that is not taken up yet. */
export interface Control {
  readonly id: number;
  readonly kind: ControlKind;
  readonly issue: number;
  readonly reason: string | null;
  readonly at: Instant;
  /** The comment it came in; absent = from the command line. */
  readonly from?: CommentSource;
}

/** A label by somebody who may not: reported once, never run. */
export interface Refusal {
  readonly issue: number;
  readonly title: string;
  readonly login: string;
  readonly labelledAtMs: number;
  readonly ground: string;
}

/** What the store remembers, read as one. */
export interface Memory {
  /** All that are not terminal, and the latest of the others. */
  readonly tasks: readonly TaskMemory[];
  /** Every issue that ever became a task, also those whose task ended too long ago to be in `tasks`. */
  readonly knownIssues: ReadonlySet<number>;
  readonly refusals: readonly Refusal[];
  readonly controls: readonly Control[];
  /** Requests made in comments that are answered, but not there yet. */
  readonly acknowledgements: readonly Acknowledgement[];
  /** Null = no comment was heard yet: the first look begins at the newest. */
  readonly heard: HeardMemory | null;
  readonly pause: Pause | null;
  readonly ledger: LedgerMemory | null;
  readonly worktreeCare: WorktreeCare;
  /** Of actions that belong to no task: those on `tasks.md`, and the mending of worktrees. */
  readonly ownTroubles: readonly Trouble[];
  /** When the last worker was started, for `workers.startupDelay`. */
  readonly lastStartAt: Instant | null;
  readonly github: GitHubStanding;
  /** What ended attempts have cost, over all time. */
  readonly spending: Spending;
}

/** What is remembered where no coordinator has run yet. */
export const emptyMemory: Memory = {
  tasks: [],
  knownIssues: new Set(),
  refusals: [],
  controls: [],
  acknowledgements: [],
  heard: null,
  pause: null,
  ledger: null,
  worktreeCare: noWorktreeErrors,
  ownTroubles: [],
  lastStartAt: null,
  github: noStanding,
  spending: noSpending,
};

/** What the machine has left for another worker. */
export interface HostSeen {
  readonly freeDiskBytes: Seen<number>;
  readonly freeMemoryBytes: Seen<number>;
  /** Of the last minute. */
  readonly load: Seen<number>;
}

/** Everything one tick looks at. `remote` is null until the first poll answered. */
export interface Snapshot {
  readonly now: Instant;
  readonly memory: Memory;
  readonly remote: RemoteView | null;
  readonly runs: ReadonlyMap<RunId, RunSeen>;
  /** Milliseconds without output, by our own watching; starts anew when the coordinator does. */
  readonly silences: ReadonlyMap<RunId, number>;
  /** What agents tell in their logs: of live runs, and of ended ones whose account is not kept yet. */
  readonly logs: ReadonlyMap<RunId, Seen<LogSeen>>;
  /** Looks at the worktrees of live workers; only those that a decision has asked for. */
  readonly looks: ReadonlyMap<RunId, Look>;
  /** What live trees used in two looks in a row; only where a limit of a tree is set and the machine tells. */
  readonly trees: ReadonlyMap<RunId, TreeUsage>;
  readonly worktrees: ReadonlyMap<number, WorktreeSeen>;
  /** By issue: why nothing is started for it, a worker that nobody remembers still works on it. */
  readonly strays: ReadonlyMap<number, string>;
  /** Issues whose registration or locks in git are to be mended; only right after a look, at the start and once an hour. */
  readonly mendable: readonly number[];
  /** What GitHub was told and does not show any more; only right after a look, at the start and once an hour. */
  readonly lost: Lost;
  /** Null while nothing waits for a start. */
  readonly host: HostSeen | null;
  readonly ledger: Seen<LedgerSeen>;
  /** What is left of an earlier life; null = memory has taken it over, or there never was another. */
  readonly traces: Seen<Traces> | null;
  /** The disk was full a moment ago, and may be again: what runs goes on, nothing new begins. */
  readonly isShortOfRoom: boolean;
  /** The daemon was asked to end: start nothing, end the workers when `shutdown: stop`. */
  readonly shuttingDown: boolean;
}
