/**
 * What an attempt that has ended amounts to (SPEC section 6). A pull request is the proof; all else only decides when
 * there is none. What is not known yet is waited for, never guessed.
 */
import type { Attempt, AttemptEnd, FailureClass } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot, WorkSeen } from '../model/snapshot.ts';
import type { PullRequestRef } from '../model/task.ts';
import { endText } from './end-text.ts';
import { pullsAreFresh, type TaskFacts } from './facts.ts';
import { overstayReason } from './overstay.ts';
import { leftoversText, saw } from './steps.ts';
import { failureOf, standingOf, testimonyOf } from './testimony.ts';

export type Verdict =
  | { readonly kind: 'wait'; readonly hold: string }
  | {
      readonly kind: 'completed';
      readonly pull: PullRequestRef;
      readonly evidence: readonly Evidence[];
      /** Why a follow-up left the pull request as it was; absent = it did not. */
      readonly unmoved?: string;
    }
  | { readonly kind: 'blocked'; readonly question: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'publish'; readonly sha: string; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly evidence: readonly Evidence[];
      readonly class: FailureClass;
      /** False when its agent never began, or the provider wants a pause: it costs none of `workers.attempts`. */
      readonly counts: boolean;
      /** Another attempt would end in the same way; the reason says what to do first. */
      readonly isHopeless?: boolean;
    };

/** Judges the latest attempt, which is final unless a pull request proves completion before its end. */
export const verdictOf = (facts: TaskFacts, snapshot: Snapshot, settings: Settings): Verdict => {
  const { attempt } = facts;
  const end = attempt?.end ?? null;
  const evidence = attempt === null || end === null ? [] : endEvidence(facts, attempt, end);
  if (facts.pull !== null) {
    if (isWorkAwaited(facts, settings)) return stillLooking;
    const sha = unpublishedSha(facts, settings);
    if (sha !== null) return { kind: 'publish', sha, evidence };
    return completedBy(facts.pull, evidence, attempt?.endedAt?.atMs ?? snapshot.now.atMs);
  }
  if (attempt === null || end === null) return { kind: 'wait', hold: 'waiting for the exit record' };
  if (end.kind === 'never-started') return { kind: 'failed', ...failureOf(attempt, end), evidence };
  if (!pullsAreFresh(attempt, snapshot))
    return {
      kind: 'wait',
      hold: 'the worker ended; waiting for GitHub to say whether it opened a pull request',
    };
  return withoutPull({ facts, attempt, settings, end, evidence, now: snapshot.now });
};

/** What an attempt that has ended is judged by. */
export interface Ended {
  readonly facts: TaskFacts;
  readonly attempt: Attempt;
  readonly settings: Settings;
  readonly end: AttemptEnd;
  readonly evidence: readonly Evidence[];
  readonly now: Instant;
}

/** How long a worktree that git cannot read keeps a task from its verdict. */
const unreadableMs = 30_000;

/** Waits for a while, then the attempt counts as failed. */
export const unreadable = ({ facts, evidence, now }: Ended, why: string): Verdict => {
  const endedAt = facts.attempt?.endedAt ?? null;
  const reason = `its worktree cannot be read: ${why}`;
  if (endedAt !== null && elapsedMs(endedAt, now) > unreadableMs)
    return {
      kind: 'failed',
      reason,
      evidence: [...evidence, saw('worktree', now.atMs, reason)],
      class: 'error',
      counts: true,
    };
  return { kind: 'wait', hold: `the worker ended; ${reason}` };
};

/** Git answers or gives up by itself: that is waited for, whatever it takes. */
export const stillLooking: Verdict = {
  kind: 'wait',
  hold: 'the worker ended; its worktree is being looked at',
};

/** Whether its open pull request lacks commits is about to be known. */
const isWorkAwaited = ({ attempt, pull, worktree }: TaskFacts, { pullRequests }: Settings): boolean =>
  endedWell(attempt) &&
  pull?.state === 'open' &&
  pullRequests.open !== 'never' &&
  worktree.exists &&
  worktree.work === null;

const endedWell = (attempt: Attempt | null): boolean =>
  attempt?.end != null && standingOf(attempt, attempt.end) === 'well';

/** Commits of a worker that ended well which its open pull request lacks; null when there are none, or they are refused. */
const unpublishedSha = (facts: TaskFacts, { pullRequests }: Settings): string | null => {
  const { attempt, pull, task } = facts;
  const { work } = facts.worktree;
  if (
    !endedWell(attempt) ||
    pull?.state !== 'open' ||
    pullRequests.open === 'never' ||
    work?.kind !== 'known'
  )
    return null;
  const { headSha, commitCount } = work.value;
  if (commitCount === 0 || headSha === facts.pullHeadSha || headSha === task.pushedSha) return null;
  const isRefused = task.troubles.some(
    ({ action, class: kind }) => action === 'push-branch' && kind === 'permanent',
  );
  return isRefused ? null : headSha;
};

const withoutPull = (input: Ended): Verdict => {
  const { facts, attempt, settings, end, evidence } = input;
  const { blockedFile, work, exists } = facts.worktree;
  const atMs = facts.attempt?.endedAt?.atMs ?? 0;
  if (blockedFile !== null) {
    const seen = saw('blocked-file', atMs, 'BLOCKED.md asks for a person');
    return { kind: 'blocked', question: blockedFile, evidence: [seen, ...evidence] };
  }
  const standing = standingOf(attempt, end);
  if (standing === 'ill') return { kind: 'failed', ...failureOf(attempt, end), evidence };
  if (!exists)
    return { kind: 'failed', reason: 'the worktree is gone', class: 'error', evidence, counts: true };
  if (work === null) return stillLooking;
  if (work.kind === 'unknown') return unreadable(input, work.why);
  const { commitCount, dirtyCount, headSha, markedDoneIn } = work.value;
  const found = [...evidence, saw('commits', work.atMs, workText(work.value))];
  if (standing === 'mute' && markedDoneIn === undefined)
    return { kind: 'failed', ...failureOf(attempt, end), evidence: found };
  if (commitCount === 0)
    return {
      kind: 'failed',
      reason: noChanges(dirtyCount, attempt),
      class: 'no-changes',
      evidence: found,
      counts: true,
    };
  if (settings.pullRequests.open === 'missing') return { kind: 'publish', sha: headSha, evidence: found };
  return {
    kind: 'failed',
    reason: 'no pull request, and pullRequests.open is never',
    class: 'publish',
    evidence: found,
    counts: true,
  };
};

const completedBy = (pull: PullRequestRef, evidence: readonly Evidence[], atMs: number): Verdict => ({
  kind: 'completed',
  pull,
  evidence: [saw('pull-request', atMs, `PR #${pull.number} is ${pull.state}`), ...evidence],
});

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const workText = ({ commitCount, dirtyCount, secretCount }: WorkSeen): string => {
  const kept = [
    ...(dirtyCount === 0 ? [] : [plural(dirtyCount, 'uncommitted file')]),
    ...(secretCount === 0 ? [] : [plural(secretCount, 'secret')]),
  ];
  const commits = plural(commitCount, 'commit');
  return kept.length === 0 ? commits : `${commits}, ${kept.join(' and ')} kept in the worktree`;
};

const noChanges = (dirtyCount: number, { account }: Attempt): string => {
  const denials = account?.toolDenialCount ?? 0;
  const found = [
    ...(dirtyCount === 0 ? [] : [`${plural(dirtyCount, 'uncommitted file')} in its worktree`]),
    ...(denials === 0 ? [] : [`${plural(denials, 'tool call')} denied by the agent's permission mode`]),
  ];
  const what =
    dirtyCount === 0 ? 'it ended well, but changed nothing' : 'it ended well, but committed nothing';
  return [`no-changes: ${what}`, ...found].join('; ');
};

/** How the attempt ended, and what its agent and its marks say, as evidence. */
export const endEvidence = (
  { worktree }: Pick<TaskFacts, 'worktree'>,
  attempt: Attempt,
  end: AttemptEnd,
): readonly Evidence[] => [
  saw('exit', attempt.endedAt?.atMs ?? 0, endedHow(attempt, end)),
  ...testimonyOf(attempt, worktree.work?.kind === 'known' ? worktree.work.value : null),
];

const endedHow = ({ stop }: Attempt, end: AttemptEnd): string => {
  const how = stop?.cause === 'lingering' ? `${overstayReason}: ${endText(end)}` : endText(end);
  const left = end.kind === 'exited' ? leftoversText(end.exit) : null;
  return left === null ? how : `${how}; ${left}`;
};
