/**
 * Everything seen about one task, gathered from the snapshot. An unknown stays unknown.
 */
import type { LogSeen } from '../model/agent-account.ts';
import type { Attempt, RunSeen } from '../model/attempt.ts';
import { isFollowingUp } from '../model/follow-up.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Look } from '../model/look.ts';
import type { Seen } from '../model/seen.ts';
import type { IssueRow, PullRow, RemoteView, Snapshot, TextEdit, WorktreeSeen } from '../model/snapshot.ts';
import type { TreeUsage } from '../model/supervision.ts';
import type { PullRequestRef, TaskMemory } from '../model/task.ts';
import { issueIn, pullNumbered, pullsIn } from './row-index.ts';

/** Where the issue stands on GitHub. `closed`, `unlabelled` and `gone` are proven by asking for the issue itself. */
export type Listing = 'listed' | 'closed' | 'unlabelled' | 'gone' | 'unknown';

/** `edited`: somebody changed it since it was approved; `unknown`: it is not known who, or not yet. */
export type TextStanding =
  | { readonly kind: 'approved' | 'unknown' }
  | { readonly kind: 'edited'; readonly edit: TextEdit | null };

export interface TaskFacts {
  readonly task: TaskMemory;
  readonly listing: Listing;
  readonly row: IssueRow | null;
  /** Whether a worker may be given the text of the issue as it is now. */
  readonly text: TextStanding;
  /** Proof of completion, if there is one. Null means only: not seen (see `pullsAreFresh`). */
  readonly pull: PullRequestRef | null;
  /** The remembered pull request as it is listed, whatever its state; null = it is not. */
  readonly listedPull: PullRow | null;
  /** The commit at the head of `pull`; null = not seen. */
  readonly pullHeadSha: string | null;
  /** The latest attempt; null before the first. */
  readonly attempt: Attempt | null;
  readonly run: RunSeen | null;
  readonly silentForMs: number;
  /** What its agent tells in its log; null = nobody looked. */
  readonly log: Seen<LogSeen> | null;
  /** What a look at its worktree has shown; null = there was none. */
  readonly look: Look | null;
  /** What its tree goes on using; null = not known. */
  readonly usage: TreeUsage | null;
  readonly worktree: WorktreeSeen;
}

const absentWorktree: WorktreeSeen = { exists: false, stopFile: null, blockedFile: null, work: null };

/** Gathers what one tick knows of one task. */
export const factsOf = (task: TaskMemory, snapshot: Snapshot, label: string): TaskFacts => {
  const attempt = task.attempts.at(-1) ?? null;
  const pull = pullOf(task, snapshot.remote);
  const listing = listingOf(task.issue, snapshot.remote, label);
  return {
    task,
    ...listing,
    text: textOf(task, listing.row, snapshot.remote),
    pull: pull?.ref ?? null,
    listedPull: listedPullOf(task, snapshot.remote),
    pullHeadSha: pull?.headSha ?? null,
    attempt,
    run: attempt === null ? null : (snapshot.runs.get(attempt.run) ?? null),
    silentForMs: attempt === null ? 0 : (snapshot.silences.get(attempt.run) ?? 0),
    log: attempt === null ? null : (snapshot.logs.get(attempt.run) ?? null),
    look: attempt === null ? null : (snapshot.looks.get(attempt.run) ?? null),
    usage: attempt === null ? null : (snapshot.trees.get(attempt.run) ?? null),
    worktree: snapshot.worktrees.get(task.issue) ?? absentWorktree,
  };
};

/** Where an issue stands, and its row where it has been seen. */
export const listingOf = (
  issue: number,
  remote: RemoteView | null,
  label: string,
): { listing: Listing; row: IssueRow | null } => {
  const issues = remote?.issues;
  if (remote === null || issues?.kind !== 'known') return { listing: 'unknown', row: null };
  const row = issueIn(issues.value, issue);
  if (row !== undefined) return { listing: 'listed', row };
  const confirmed = remote.confirmed.get(issue);
  if (confirmed?.kind !== 'known') return { listing: 'unknown', row: null };
  if (confirmed.value.kind === 'gone') return { listing: 'gone', row: null };
  const found = confirmed.value.row;
  if (found.state === 'closed') return { listing: 'closed', row: found };
  const labelled = found.labels.some((name) => name.toLowerCase() === label.toLowerCase());
  return { listing: labelled ? 'listed' : 'unlabelled', row: found };
};

const textOf = (task: TaskMemory, row: IssueRow | null, remote: RemoteView | null): TextStanding => {
  if (row === null) return { kind: 'unknown' };
  if (row.textKey === task.approvedText) return { kind: 'approved' };
  const edit = remote?.edits.get(task.issue);
  return edit?.kind === 'known' ? { kind: 'edited', edit: edit.value } : { kind: 'unknown' };
};

/** The pull request that proves completion: open or merged, and not as it stood before the latest attempt. */
const pullOf = (task: TaskMemory, remote: RemoteView | null): PullFacts | null => {
  const pulls = remote?.pulls;
  const rows = pulls?.kind === 'known' ? pullsIn(pulls.value, task.branch) : [];
  const remembered = task.pullRequest;
  // A follow-up has its pull request from the start: only what changes about it is its result.
  if (isFollowingUp(task)) return followUpPullOf(task, rows);
  // What this round has opened or taken over is its result, also where nothing about it has changed since.
  const own = rows.find((pull) => pull.number === remembered?.number && pull.state !== 'closed');
  const proof = own ?? rows.find((pull) => provesCompletion(pull, task.attempts.at(-1)));
  if (proof !== undefined) return factsOfPull(proof);
  if (remembered === null || remembered.state === 'closed') return null;
  const isListed = rows.some((pull) => pull.number === remembered.number);
  return isListed ? null : { ref: remembered, headSha: null };
};

/** Its own pull request, once it has changed since the latest attempt of this round began. */
const followUpPullOf = (task: TaskMemory, rows: readonly PullRow[]): PullFacts | null => {
  const attempt = task.attempts.at(-1);
  const own = rows.find(({ number }) => number === task.pullRequest?.number);
  const isProof = attempt?.round === task.round && own !== undefined && provesCompletion(own, attempt);
  return isProof ? factsOfPull(own) : null;
};

const listedPullOf = ({ pullRequest }: TaskMemory, remote: RemoteView | null): PullRow | null => {
  if (pullRequest === null || remote?.pulls.kind !== 'known') return null;
  return pullNumbered(remote.pulls.value, pullRequest.number) ?? null;
};

const factsOfPull = ({ number, url, state, headSha }: PullRow): PullFacts => ({
  ref: { number, url, state },
  headSha,
});

interface PullFacts {
  readonly ref: PullRequestRef;
  readonly headSha: string | null;
}

/** A later pull request than the one before, new commits in it, or its merge. A mere remark or label proves nothing. */
const provesCompletion = (pull: PullRow, attempt: Attempt | undefined): boolean => {
  if (pull.state === 'closed' || attempt === undefined) return false;
  const { priorPull } = attempt;
  if (priorPull === null || pull.number > priorPull.number) return true;
  const isSame = pull.number === priorPull.number;
  return isSame && (pull.headSha !== priorPull.headSha || pull.state !== priorPull.state);
};

/** True when the last look at pull requests began after the attempt ended, so that one opened by it would be seen. */
export const pullsAreFresh = (attempt: Attempt, snapshot: Snapshot): boolean => {
  const { remote } = snapshot;
  if (remote === null || remote.pulls.kind !== 'known' || attempt.endedAt === null) return false;
  return elapsedMs(attempt.endedAt, snapshot.now) >= elapsedMs(remote.at, snapshot.now);
};
