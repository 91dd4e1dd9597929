/**
 * What a follow-up attempt that has ended amounts to: its pull request is there already, so that only new commits in it
 * show that something was done. It never fails its task: the pull request is still open, and what is left is said.
 */
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { PullRequestRef } from '../model/task.ts';
import { pullsAreFresh, type TaskFacts } from './facts.ts';
import { saw } from './steps.ts';
import { failureOf, standingOf } from './testimony.ts';
import { type Ended, endEvidence, stillLooking, unreadable, type Verdict } from './verdict.ts';

/** Judges the latest attempt of a follow-up. */
export const followUpVerdictOf = (facts: TaskFacts, snapshot: Snapshot, settings: Settings): Verdict => {
  const { attempt, listedPull, pull } = facts;
  const end = attempt?.end ?? null;
  if (attempt === null || end === null)
    return pull === null
      ? { kind: 'wait', hold: 'waiting for the exit record' }
      : { kind: 'completed', pull, evidence: [] };
  const evidence = endEvidence(facts, attempt, end);
  if (end.kind === 'never-started') return { kind: 'failed', ...failureOf(attempt, end), evidence };
  if (!pullsAreFresh(attempt, snapshot))
    return { kind: 'wait', hold: 'the worker ended; waiting for GitHub to say how its pull request stands' };
  const input: Ended = { facts, attempt, settings, end, evidence, now: snapshot.now };
  if (listedPull === null || listedPull.state === 'open') return judge(input);
  const { number, url, state } = listedPull;
  return completedWith({ number, url, state }, input);
};

type Completed = Extract<Verdict, { readonly kind: 'completed' }>;

const completedWith = (pull: PullRequestRef, { facts, evidence }: Ended): Completed => {
  const seen = saw('pull-request', facts.attempt?.endedAt?.atMs ?? 0, `PR #${pull.number} is ${pull.state}`);
  return { kind: 'completed', pull, evidence: [seen, ...evidence] };
};

const judge = (input: Ended): Verdict => {
  const { facts, attempt, end, evidence } = input;
  const { blockedFile, work, exists } = facts.worktree;
  const standing = standingOf(attempt, end);
  // New commits in it are the proof, whatever became of the worker.
  if (standing === 'ill' && hasMoved(facts)) return weigh(input, null);
  if (blockedFile !== null) {
    const seen = saw('blocked-file', facts.attempt?.endedAt?.atMs ?? 0, 'BLOCKED.md asks for a person');
    return { kind: 'blocked', question: blockedFile, evidence: [seen, ...evidence] };
  }
  if (standing === 'ill') return { kind: 'failed', ...failureOf(attempt, end), evidence };
  if (!exists) return weigh(input, null);
  if (work === null) return stillLooking;
  if (work.kind === 'unknown') return unreadable(input, work.why);
  const { headSha, commitCount, markedDoneIn } = work.value;
  if (standing === 'mute' && markedDoneIn === undefined && !hasMoved(facts))
    return { kind: 'failed', ...failureOf(attempt, end), evidence };
  return weigh(input, commitCount > 0 && isNew(headSha, facts) ? headSha : null);
};

/** The head of the pull request is another one than when the round began. */
const hasMoved = ({ task, listedPull }: TaskFacts): boolean =>
  listedPull !== null && listedPull.headSha !== task.followUp?.headSha;

/** A commit that this round brought. */
const isNew = (sha: string, { task }: TaskFacts): boolean => {
  const attemptCount = task.attempts.filter(({ round }) => round === task.round).length;
  return sha !== task.followUp?.headSha && (sha !== task.baseSha || attemptCount > 1);
};

/** `sha`: new commits in the worktree; null = there are none. */
const weigh = (input: Ended, sha: string | null): Verdict => {
  const { facts, settings, evidence } = input;
  const { task, listedPull } = facts;
  const pull = task.pullRequest;
  if (pull === null) return stillLooking;
  const isThere = sha === null || sha === listedPull?.headSha || sha === task.pushedSha;
  const isRefused = task.troubles.some(
    ({ action, class: kind }) => action === 'push-branch' && kind === 'permanent',
  );
  if (!isThere && settings.pullRequests.open !== 'never' && !isRefused)
    return { kind: 'publish', sha, evidence };
  if (!isThere) return { ...completedWith(pull, input), unmoved: 'its commits were not pushed' };
  if (sha !== null || hasMoved(facts)) return completedWith(pull, input);
  return { ...completedWith(pull, input), unmoved: 'no new commit' };
};
