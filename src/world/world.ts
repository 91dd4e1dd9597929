/**
 * The doors, as the rest of the program sees them. Types only: whoever needs the world is handed one, and a test may
 * hand over another. Each method names the failures it throws (model/failures.ts); anything else thrown is a bug.
 */
import type { StateChange } from '../model/action.ts';
import type { Attempt, AttemptPatch, ProcessIdentity, RunSeen } from '../model/attempt.ts';
import type { HeardMemory, Pause } from '../model/conversation.ts';
import type {
  CommentRow,
  EditEvent,
  GitHubStanding,
  LabelEvent,
  NewComment,
  NewPull,
  RepositoryFacts,
} from '../model/github.ts';
import type { RunId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { LedgerMemory } from '../model/ledger.ts';
import type { LinkedRow } from '../model/links.ts';
import type { TreeSeen } from '../model/look.ts';
import type { RunSpec } from '../model/run-spec.ts';
import type { Role, WorkerLimits } from '../model/settings.ts';
import type {
  Control,
  IssuePresence,
  IssueRow,
  Memory,
  PullRow,
  Refusal,
  WorkSeen,
} from '../model/snapshot.ts';
import type { Supervision, TreeUsage } from '../model/supervision.ts';
import type { TaskMemory, TaskPatch, Trouble } from '../model/task.ts';
import type { RunAbout } from '../model/traces.ts';
import type { Host } from './host.ts';
import type { LimitsTold } from './limits-told.ts';
import type { Prices } from './prices.ts';
import type { PullStandings } from './pull-standings.ts';
import type { TallyReader } from './tally-reader.ts';
import type { WholeRuns } from './whole-runs.ts';
import type { WorkKeeping } from './work-keeping.ts';
import type { WorktreeMending } from './worktree-mending.ts';

/** Time and chance. */
export interface Clock {
  now(): Instant;
  /** Calls `run` once after `delayMs`; the returned function calls it off. Never keeps the process alive alone. */
  after(delayMs: number, run: () => void): () => void;
  /** A new run id (UUID v4). */
  newRunId(): RunId;
}

/** One line at the console; `subject` is `gh-42`, or the part of the program that speaks. */
export interface NarratorLine {
  readonly atMs: number;
  readonly subject: string;
  readonly word: string;
  readonly text: string;
}

export interface Narrator {
  tell(line: NarratorLine): void;
}

/** A stored answer of GitHub, for conditional requests. */
export type StoredResponse = { readonly etag: string; readonly body: string; readonly link: string | null };

/** What became of a request from the command line. */
export type ControlAnswer = { readonly accepted: boolean; readonly answer: string };

/** One journal row. */
export interface JournalEntry extends StateChange {
  readonly id: number;
  readonly at: Instant;
}

/**
 * The durable memory. Every method is one transaction, durable when it returns.
 * @throws TransientError disk full or I/O error (nothing was changed). @throws BugError an invariant is violated.
 */
export interface Store extends TallyReader {
  readMemory(): Memory;
  /** Inserts the task and its first journal row, forgets its refusal; does nothing if the issue is known. */
  rememberTask(task: TaskMemory, change: StateChange, at: Instant): void;
  /** The same with the task exactly as given, its attempts included. */
  rebuildTask(task: TaskMemory, change: StateChange, at: Instant): void;
  /**
   * State, journal, task patch and attempt patch at once.
   * @throws BugError when the recorded state is not `change.from`.
   */
  recordChange(
    change: StateChange,
    at: Instant,
    patch?: TaskPatch,
    attempt?: { readonly run: RunId; readonly patch: AttemptPatch },
  ): void;
  patchTask(issue: number, patch: TaskPatch): void;
  patchAttempt(run: RunId, patch: AttemptPatch): void;
  /** Inserts an attempt in phase `intent`. @throws BugError when the issue has a live attempt already. */
  openAttempt(attempt: Attempt): void;
  /** Issue 0: of an action that belongs to no task. An error of a worktree is counted with it. */
  saveTrouble(issue: number, trouble: Trouble): void;
  clearTrouble(issue: number, action: string): void;
  addRefusal(refusal: Refusal): void;
  addControl(control: Omit<Control, 'id'>): number;
  answerControl(id: number, answer: ControlAnswer, at: Instant): void;
  readControlAnswer(id: number): ControlAnswer | null;
  /** How far comments were heard, and what is asked for in them; a comment is one request, however often it is heard. */
  hearComments(memory: HeardMemory, controls: readonly Omit<Control, 'id'>[]): void;
  /** The answer to a request made in a comment is shown there. */
  markTold(id: number): void;
  /** Null: there is no pause any more. */
  savePause(pause: Pause | null): void;
  /** What was safe to clean up was cleaned up: the count of errors starts again. */
  noteCleanUp(at: Instant): void;
  /** A worktree was made: they do well again. */
  noteWorktreeMade(): void;
  /** Number of requests waiting; cheap enough for four times a second. */
  countControls(): number;
  saveLedger(memory: LedgerMemory): void;
  patchGitHub(patch: Partial<GitHubStanding>): void;
  readJournal(issue: number): readonly JournalEntry[];
  readResponse(key: string): StoredResponse | null;
  saveResponse(key: string, response: StoredResponse): void;
  /** The disk was full, and what was kept for that is used up: nothing new should begin. */
  isShortOfRoom(): boolean;
  close(): void;
}

/**
 * GitHub, for one repository. Reads are conditional and may be repeated; writes are sent once and never repeated by
 * the client: after a TransientError the caller looks before it writes again.
 * @throws TransientError network, time-out, 5xx, limits. @throws PermanentError 403, 404, 410, 422 on one thing.
 * @throws UsageError 401, or the repository cannot be seen (exitCode 4).
 */
export interface GitHub extends LimitsTold, PullStandings {
  /** One call; who we are and whether the repository can be seen. */
  fetchRepository(): Promise<RepositoryFacts>;
  /** The token that a worker may be given. */
  fetchToken(): Promise<string>;
  /** Login of the token's owner, `slug[bot]` for our App; null for other tokens without a user. */
  fetchLogin(): Promise<string | null>;
  /** All open issues with the label, all pages; pull requests left out. */
  fetchIssues(label: string): Promise<readonly IssueRow[]>;
  /** The 100 most recently updated pull requests, forks' heads left out. */
  fetchPulls(): Promise<readonly PullRow[]>;
  /** The newest pull request of a branch of this repository, whatever its state. */
  fetchPullOf(branch: string): Promise<PullRow | null>;
  fetchIssue(issue: number): Promise<IssuePresence>;
  /** The latest `labeled` event with this label; null when there is none. */
  fetchLabelEvent(issue: number, label: string): Promise<LabelEvent | null>;
  /** Issues that block this one, closed ones too; null: this server knows of none such. */
  fetchBlockers(issue: number): Promise<readonly LinkedRow[] | null>;
  /** Its sub-issues, closed ones too; null: this server knows of none such. */
  fetchChildren(issue: number): Promise<readonly LinkedRow[] | null>;
  /** Every change of title and text, in no order. @throws PermanentError this server does not tell, or not of all. */
  fetchEdits(issue: number): Promise<readonly EditEvent[]>;
  /** Role of a person in the repository; null = none. */
  fetchRole(login: string): Promise<Role | null>;
  fetchComment(id: number): Promise<CommentRow | null>;
  fetchComments(issue: number): Promise<readonly CommentRow[]>;
  /** Comments of all issues and pulls with a higher id, newest first; null = the newest page. Pages as far as needed. */
  fetchNewComments(afterId: number | null): Promise<readonly NewComment[]>;
  createComment(issue: number, body: string): Promise<CommentRow>;
  /** False when the comment is gone. */
  editComment(id: number, body: string): Promise<boolean>;
  addLabel(issue: number, label: string): Promise<void>;
  /** Fine when it is not there. */
  removeLabel(issue: number, label: string): Promise<void>;
  /** Creates the label with colour (6 hex digits) and description unless it exists. */
  ensureLabel(label: string, color: string, description: string): Promise<void>;
  addReaction(issue: number, content: 'eyes'): Promise<void>;
  /** False when the comment is gone. */
  addCommentReaction(comment: number, content: 'eyes' | 'confused'): Promise<boolean>;
  createPull(pull: NewPull): Promise<PullRow>;
}

export interface WorktreeRequest {
  readonly issue: number;
  /** Absolute. */
  readonly path: string;
  readonly branch: string;
  /** Branch of `origin` to start from. */
  readonly base: string;
}

export interface WorktreeReady {
  /** `created`, `reused`, `remade` (registered, directory gone), `attached` (branch existed), `tracked` (remote only). */
  readonly how: 'created' | 'reused' | 'remade' | 'attached' | 'tracked';
  readonly headSha: string;
  /** Where something in the way was moved to; null = nothing was. */
  readonly movedAside: string | null;
}

/** The clone the coordinator runs in. All methods are safe to run twice. */
export interface Git extends WorkKeeping, WorktreeMending {
  /** Absolute path of the main checkout. */
  readonly rootPath: string;
  /** Absolute path of git's common directory. */
  readonly commonPath: string;
  /** Fetches `origin`, pruning nothing. @throws TransientError network. @throws PermanentError no such remote. */
  fetchRemote(): Promise<void>;
  /** Puts patterns into `info/exclude`, once each, keeping what is there. */
  excludePatterns(patterns: readonly string[]): Promise<void>;
  /** True when git tracks this path in the main checkout. */
  isTracked(path: string): Promise<boolean>;
  /** SPEC section 4. @throws TransientError locked, disk, race. @throws PermanentError checked out elsewhere, base unknown. */
  ensureWorktree(request: WorktreeRequest): Promise<WorktreeReady>;
  /** Commits ahead of `origin/<base>`, HEAD and number of changed or untracked files. */
  readWork(path: string, base: string): Promise<WorkSeen>;
  /** What tells whether somebody works there. It may take seconds. @throws TransientError it cannot be read. */
  readTree(path: string, base: string): Promise<TreeSeen>;
  /** Messages of the commits ahead of `origin/<base>`, newest first, at most 50. */
  readMessages(path: string, base: string): Promise<readonly string[]>;
  /** Pushes `sha` to the branch on `origin`, never by force, and sets the upstream. */
  pushBranch(path: string, branch: string, sha: string): Promise<void>;
}

/** Worker processes, known by run directory. Nothing is signalled that is not provably the attempt's. */
export interface Processes extends WholeRuns {
  /** Makes run directory and logs, starts the runner. @throws TransientError no room. @throws PermanentError no such command. */
  startRun(spec: RunSpec): Promise<ProcessIdentity>;
  /** One look; synchronous, well below a millisecond. */
  readRun(run: RunId): RunSeen;
  /** Every run that has a directory, also those of a memory that was lost. @throws TransientError unreadable. */
  listRuns(): readonly RunId[];
  /** Absolute path of the directory that the run's command was started in; null = not known. */
  readRunPath(run: RunId): string | null;
  /** What the run's tree uses; null = not told here. Below `exactAboveBytes` memory may be less than told. @throws TransientError */
  readTree(run: RunId, exactAboveBytes: number): TreeUsage | null;
  /** How workers with these limits are held from now on. */
  readSupervision(limits: WorkerLimits): Supervision;
  /** What it was started for; null = its record does not say (an older one), or is damaged. @throws TransientError */
  readRunAbout(run: RunId): RunAbout | null;
  /** Calls an attempt off before it started; `claimed` when it did start (or may have). */
  fenceRun(run: RunId): 'fenced' | 'claimed';
  /** Asks the runner: `term` = TERM, grace, KILL to the whole tree; `kill` = KILL now. `gone`: no runner to ask. */
  stopRun(run: RunId, level: 'term' | 'kill'): 'sent' | 'gone';
  /** Ends what is provably the attempt's, runner gone; resolves with the pids still alive (empty = none). */
  sweepRun(run: RunId): Promise<readonly number[]>;
  readSelf(): ProcessIdentity;
}

/** Small files. Paths are absolute. */
export interface Files {
  /** Null when there is no such file. @throws TransientError unreadable. */
  readText(path: string): string | null;
  /** Last `lineCount` lines, at most `maxBytes`; empty when there is no file. */
  readTail(path: string, lineCount: number, maxBytes: number): readonly string[];
  /** At most `maxBytes` from `offset` on; empty at the end, and when there is no file. @throws TransientError unreadable. */
  readPiece(path: string, offset: number, maxBytes: number): Uint8Array;
  /** Null when there is no such file. */
  readModifiedAtMs(path: string): number | null;
  isPresent(path: string): boolean;
  /** Names in a directory; empty when there is none. @throws TransientError unreadable. */
  listNames(path: string): readonly string[];
  /** Atomic; keeps mode and symlink; makes directories. @throws TransientError disk full, read-only. */
  writeText(path: string, text: string): void;
  /**
   * Writes only if the file still is `expected` (null = absent), also at the last moment; what was replaced is kept
   * in `.coordinator/history/`. `changed`: somebody was faster, nothing was written.
   */
  replaceText(path: string, expected: string | null, next: string): 'written' | 'changed';
  /** Fine when it is not there. */
  remove(path: string): void;
  /** A symbolic link at `path` that leads to `targetPath` (made relative); replaces an older link, nothing else. */
  pointLink(path: string, targetPath: string): void;
}

/** All doors. */
export interface World {
  readonly clock: Clock;
  readonly narrator: Narrator;
  readonly store: Store;
  readonly github: GitHub;
  readonly git: Git;
  readonly processes: Processes;
  readonly files: Files;
  readonly host: Host;
  readonly prices: Prices;
}
