/**
 * How a finished or blocked task comes back: a person's retry, a label put on again, an answer, the next start.
 */
import type { Action } from '../model/action.ts';
import type { Labelling, Snapshot } from '../model/snapshot.ts';
import type { PullRequestRef } from '../model/task.ts';
import type { Context } from './context.ts';
import { pullsAreFresh, type TaskFacts } from './facts.ts';
import { decideFollowUp, roundOver } from './follow-up.ts';
import { decideRemoval, removalAfterNews } from './removal.ts';
import { requeue } from './requeue.ts';
import { pullNumbered } from './row-index.ts';
import { changeTo, remember, saw } from './steps.ts';

/** A blocked task waits for its question to be taken away, or for its text to be approved. */
export const decideBlocked = (facts: TaskFacts, { snapshot }: Context): readonly Action[] => {
  const { task, worktree } = facts;
  if (task.question === null) return decideHeld(facts, snapshot);
  if (!worktree.exists || worktree.blockedFile !== null) return [];
  const reason = 'BLOCKED.md was removed';
  return [requeue(task, { reason, evidence: [saw('blocked-file', snapshot.now.atMs, reason)] })];
};

/** Held back by an edit: it goes on where it was once the text is the approved one. */
const decideHeld = ({ task, text }: TaskFacts, snapshot: Snapshot): readonly Action[] => {
  const labelling = snapshot.remote?.labellings.get(task.issue);
  const again =
    labelling?.kind === 'known' && labelling.value.trusted && labelling.value.atMs > task.approval.atMs
      ? labelling.value
      : null;
  if (again !== null) {
    const approval = { login: again.login, atMs: again.atMs };
    return [remember(task, { approval, approvedText: again.textKey })];
  }
  if (text.kind !== 'approved') return [];
  const reason = `the text of the issue is approved by ${task.approval.login}`;
  const { round, order, pullRequest, pushedSha } = task;
  return [
    requeue(task, {
      reason,
      evidence: [saw('issue', snapshot.now.atMs, reason)],
      patch: { round, order, pullRequest, pushedSha },
    }),
  ];
};

/** A terminal task: kept up to date about its pull request, and taken up again when somebody asks for it. */
export const decideTerminal = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { task } = facts;
  const { snapshot } = context;
  if (wasShutDown(facts)) return goOn(facts, context);
  const again = labelledAgain(facts, context);
  if (again !== null) {
    const reason = `labelled again by ${again.login}`;
    const patch = {
      approval: { login: again.login, atMs: again.atMs },
      approvedText: again.textKey,
      stopOverruledAtMs: snapshot.now.atMs,
    };
    return [requeue(task, { reason, evidence: [saw('label', again.atMs, reason)], patch })];
  }
  const noted = [...noteLabelGone(facts), ...notePull(facts, context)];
  if (noted.length > 0) return noted;
  const followUp = decideFollowUp(facts, context);
  return followUp.length > 0 ? followUp : decideRemoval(facts, context);
};

/** The next coordinator takes up what the end of the last one stopped: in the same round, unless it is done already. */
const goOn = (facts: TaskFacts, { snapshot }: Context): readonly Action[] => {
  const { task, attempt, listing, pull } = facts;
  if (snapshot.shuttingDown || attempt === null || !pullsAreFresh(attempt, snapshot)) return [];
  if (pull !== null) {
    const reason = `PR #${pull.number}`;
    const evidence = [saw('pull-request', snapshot.now.atMs, `${reason} is ${pull.state}`)];
    const patch = { pullRequest: pull, ...roundOver(task, true) };
    return [changeTo(task, 'completed', { reason, evidence, patch })];
  }
  if (listing !== 'listed') return noteLabelGone(facts);
  const reason = 'goes on after the coordinator was stopped';
  const evidence = attempt.stop === null ? [] : [saw('command', attempt.stop.at.atMs, reason)];
  return [requeue(task, { reason, evidence, patch: { round: task.round, order: task.order } })];
};

/** Only a stop by the coordinator's own end goes on by itself. */
const wasShutDown = ({ task, attempt }: TaskFacts): boolean =>
  task.recorded.state === 'stopped' && attempt?.stop?.cause === 'shutdown' && attempt.round === task.round;

const labelledAgain = ({ task }: TaskFacts, { snapshot }: Context): Labelling | null => {
  const labelling = snapshot.remote?.labellings.get(task.issue);
  if (labelling?.kind !== 'known' || !labelling.value.trusted) return null;
  if (labelling.value.atMs <= task.approval.atMs) return null;
  // The label's time is GitHub's, the end of the task is by our clock.
  const endedAtMs = task.recorded.sinceMs + (snapshot.remote?.aheadMs ?? 0);
  return task.labelGone || labelling.value.atMs > endedAtMs ? labelling.value : null;
};

/** Proven to be off the list: from now on only a newer label matters, and nobody needs to ask again. */
const noteLabelGone = ({ task, listing }: TaskFacts): readonly Action[] => {
  const isOffList = listing === 'unlabelled' || listing === 'closed' || listing === 'gone';
  return isOffList && !task.labelGone ? [remember(task, { labelGone: true })] : [];
};

/** A pull request that was merged or closed since is shown as it is. */
const notePull = ({ task }: TaskFacts, { snapshot }: Context): readonly Action[] => {
  const pulls = snapshot.remote?.pulls;
  const mine = task.pullRequest;
  if (mine === null || pulls?.kind !== 'known') return [];
  const row = pullNumbered(pulls.value, mine.number);
  if (row === undefined) return [];
  const mergedSha = row.state === 'merged' ? row.headSha : null;
  if (row.state === mine.state && mergedSha === task.mergedSha) return [];
  const pullRequest: PullRequestRef = { number: row.number, url: row.url, state: row.state };
  // A worktree that was kept may be free to go now.
  return [remember(task, { pullRequest, mergedSha, removal: removalAfterNews(task) })];
};
