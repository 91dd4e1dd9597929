/**
 * From a verdict to the next state: completed, blocked, published, tried again, or failed.
 */

import type { Action } from '../model/action.ts';
import { type FailureClass, hasBegun } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { isFollowingUp } from '../model/follow-up.ts';
import { headOf } from '../model/head-of.ts';
import { countsAsTry } from '../model/tries.ts';
import { longestPauseMs } from './agent-pause.ts';
import { backoffMs, mayRetry } from './backoff.ts';
import { budgetText, taskBlockOf } from './budget.ts';
import { clockTime } from './clock-time.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { roundOver, roundText } from './follow-up.ts';
import { followUpVerdictOf } from './follow-up-verdict.ts';
import { editNoteFor } from './running-hold.ts';
import { changeTo, remember, saw } from './steps.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** How much of a question is kept and posted, characters. */
const questionLength = 8000;

/** How many attempts in a row may come to nothing before their agent begins. */
const vainStartLimit = 5;

/** How often publishing (push, pull request) is tried before the task fails. */
const publishTries = 8;

/** The next step of a task whose latest attempt is final (or need not be waited for). */
export const conclude = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { task } = facts;
  const judge = isFollowingUp(task) ? followUpVerdictOf : verdictOf;
  const verdict = judge(facts, context.snapshot, context.settings);
  switch (verdict.kind) {
    case 'wait':
      return task.hold === verdict.hold ? [] : [remember(task, { hold: verdict.hold })];
    case 'completed':
      return [completed(facts, { ...context, verdict })];
    case 'blocked':
      return [
        changeTo(task, 'blocked', {
          reason: firstLine(verdict.question),
          evidence: verdict.evidence,
          patch: { question: headOf(verdict.question, questionLength) },
          attempt: { result: 'asked for a person' },
        }),
      ];
    case 'publish':
      return publish(facts, { ...context, sha: verdict.sha, evidence: verdict.evidence });
    case 'failed':
      return [retryOrFail(facts, { ...context, verdict })];
  }
};

const completed = (
  facts: TaskFacts,
  { verdict, settings }: Context & { readonly verdict: Extract<Verdict, { kind: 'completed' }> },
): Action => {
  const { task } = facts;
  const { pull, evidence, unmoved } = verdict;
  const result = unmoved ?? `PR #${pull.number}`;
  const about = isFollowingUp(task) ? `, ${roundText(task, settings)}` : '';
  return changeTo(task, 'completed', {
    reason: `PR #${pull.number}${about}${unmoved === undefined ? '' : `: ${unmoved}`}`,
    evidence,
    patch: {
      pullRequest: pull,
      wish: null,
      hold: editNoteFor(facts),
      ...roundOver(task, unmoved === undefined),
    },
    attempt: { result },
  });
};

const firstLine = (text: string): string => {
  const line = text
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '');
  return headOf(line ?? '', 200) || 'BLOCKED.md';
};

const publish = (
  facts: TaskFacts,
  context: Context & { readonly sha: string; readonly evidence: readonly Evidence[] },
): readonly Action[] => {
  const { task } = facts;
  const action: Action =
    task.pushedSha === context.sha
      ? { kind: 'open-pull-request', issue: task.issue }
      : { kind: 'push-branch', issue: task.issue, sha: context.sha };
  const trouble = task.troubles.find((candidate) => candidate.action === action.kind);
  if (trouble === undefined || mayRetry(trouble, context.snapshot.now, context.settings.workers.backoff))
    return trouble !== undefined && trouble.tries >= publishTries
      ? [failedToPublish(facts, trouble.message, context.evidence)]
      : [action];
  if (trouble.class === 'permanent') return [failedToPublish(facts, trouble.message, context.evidence)];
  const hold = `the worker ended with commits; publishing failed: ${trouble.message}`;
  return task.hold === hold ? [] : [remember(task, { hold })];
};

const failedToPublish = (facts: TaskFacts, message: string, evidence: readonly Evidence[]): Action =>
  failed(facts, {
    reason: `the work is on ${facts.task.branch}, but could not be published: ${message}`,
    evidence,
    result: 'not published',
    class: 'publish',
  });

interface Failing {
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** Of the attempt. */
  readonly result: string;
  readonly class: FailureClass;
}

/** The end of a task, or of a follow-up: then its pull request is still what it has come to. */
const failed = ({ task }: TaskFacts, { reason, evidence, result, class: failure }: Failing): Action => {
  const pull = task.pullRequest;
  if (!isFollowingUp(task) || pull === null)
    return changeTo(task, 'failed', { reason, evidence, attempt: { result, failure } });
  return changeTo(task, 'completed', {
    reason: `PR #${pull.number}, its follow-up failed: ${reason}`,
    evidence,
    patch: { pullRequest: pull, wish: null, ...roundOver(task, false) },
    attempt: { result, failure },
  });
};

const retryOrFail = (
  facts: TaskFacts,
  context: Context & { readonly verdict: Extract<Verdict, { kind: 'failed' }> },
): Action => {
  const { task, attempt } = facts;
  const { verdict, settings, snapshot } = context;
  const limit = settings.workers.attempts;
  const used = triesOf(task, verdict.counts);
  // One that was ended for staying had failed before.
  const stop = attempt?.stop?.cause === 'lingering' ? null : (attempt?.stop ?? null);
  const reason = stop === null ? verdict.reason : stop.reason;
  const evidence =
    stop === null ? verdict.evidence : [...verdict.evidence, saw('time', stop.at.atMs, stop.reason)];
  const spent = taskBlockOf(task, snapshot, settings);
  if (spent !== null)
    return failed(facts, {
      reason: `${reason === budgetText(spent) ? '' : `${reason}; `}${budgetText(spent)}; raise it, then: coordinator retry ${task.issue}`,
      evidence,
      result: reason,
      class: verdict.class,
    });
  if (verdict.counts && used >= limit)
    return failed(facts, {
      reason: `${reason} (attempt ${used} of ${limit})`,
      evidence,
      result: reason,
      class: verdict.class,
    });
  const isVain = verdict.class === 'never-started' || verdict.class === 'preparation';
  const vainStarts = vainStartsOf(task);
  if (isVain && (verdict.isHopeless === true || vainStarts >= vainStartLimit))
    return failed(facts, {
      reason:
        verdict.isHopeless === true
          ? `${reason}, then: coordinator retry ${task.issue}`
          : `no worker could be started, ${vainStarts} times: ${verdict.reason}`,
      evidence,
      result: reason,
      class: verdict.class,
    });
  // The first that never ran is the work of a crash: it costs no time.
  const vainTries = verdict.class === 'never-started' ? vainStarts - 1 : vainStarts;
  const tries = isVain ? vainTries : countedTries(verdict, { used, task });
  const plainMs = tries === 0 ? 0 : backoffMs(tries, attempt?.run ?? '', settings.workers.backoff);
  const pauseMs =
    verdict.class === 'provider' ? (attempt?.account?.limit?.untilMs ?? 0) - snapshot.now.atMs : 0;
  const waitMs = Math.max(plainMs, Math.min(pauseMs, longestPauseMs));
  const next =
    waitMs === 0 ? 'to be tried again' : `next try at ${clockTime(snapshot.now.atMs + waitMs)} UTC`;
  const count = verdict.counts ? `attempt ${used} of ${limit}` : `${used} of ${limit} attempts used`;
  return changeTo(task, 'queued', {
    reason: `${reason} (${count})${verdict.class === 'budget' ? '' : `, ${next}`}`,
    evidence,
    patch: { notBefore: { from: snapshot.now, waitMs } },
    attempt: { result: reason, failure: verdict.class },
  });
};

/** How many of `workers.attempts` the present round has used. */
export const attemptsUsed = (task: TaskFacts['task']): number => triesOf(task, true);

/** How many tries the wait before the next one grows with; a new start in place of a lost session costs no time. */
const countedTries = (
  verdict: Extract<Verdict, { kind: 'failed' }>,
  { used, task }: { readonly used: number; readonly task: TaskFacts['task'] },
): number => {
  if (verdict.class === 'session') return 0;
  return verdict.counts ? used : pausesOf(task, verdict.class) + 1;
};

/** How many attempts in a row, up to the latest, were over before their agent began. */
const vainStartsOf = ({ attempts, round }: TaskFacts['task']): number => {
  const ran = attempts.findLastIndex((one) => one.round !== round || hasBegun(one));
  return attempts.length - 1 - ran;
};

/** Attempts used up in this round; `counts`: whether the latest, which is being judged, is one of them. */
const triesOf = ({ attempts, round }: TaskFacts['task'], counts: boolean): number =>
  attempts.filter(
    (one, index) => one.round === round && countsAsTry(one) && (counts || index < attempts.length - 1),
  ).length;

/** How many attempts in a row, before the latest, came to nothing in this way. */
const pausesOf = ({ attempts, round }: TaskFacts['task'], kind: FailureClass): number => {
  const before = attempts.slice(0, -1);
  const other = before.findLastIndex((one) => one.round !== round || one.failure !== kind);
  return before.length - 1 - other;
};
