/**
 * Queued and preparing: from waiting for a turn to a running worker.
 */
import type { Action } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import { adviceOf } from '../model/failures.ts';
import { workerOf } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import type { TaskMemory, Trouble } from '../model/task.ts';
import { countsAsTry } from '../model/tries.ts';
import { type Admission, moneyHoldOf } from './admission.ts';
import { troubleWaitMs } from './backoff.ts';
import { chosenLabelOf } from './chosen-label.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { changeTo, remember, saw } from './steps.ts';

/** Number of the attempt that comes next, from 1. */
const nextAttemptOf = ({ task }: TaskFacts): number =>
  Math.max(0, ...task.attempts.map(({ number }) => number)) + 1;

/** `attempt 2 of 3`: those of this round that count, and `more`. */
export const attemptText = (task: TaskMemory, { workers }: Settings, more: number): string => {
  const ran = task.attempts.filter((one) => one.round === task.round && countsAsTry(one));
  return `attempt ${ran.length + more} of ${workers.attempts}`;
};

/** Why a queued task waits that admission says nothing of. */
export const stillWorks = 'the worker of the attempt before has not ended yet';

/** A queued task starts when it is admitted; else its reason to wait is kept up to date. */
export const decideQueued = (
  facts: TaskFacts,
  { admission, settings, snapshot }: Context & { readonly admission: Admission | undefined },
): readonly Action[] => {
  const { task } = facts;
  const edited = decideEdited(facts, snapshot.now.atMs);
  if (edited !== null) return [edited];
  const { stopFile } = facts.worktree;
  if (stopFile !== null && task.stopOverruledAtMs !== null && stopFile.modifiedAtMs < task.stopOverruledAtMs)
    return [{ kind: 'lift-stop', issue: task.issue, modifiedAtMs: stopFile.modifiedAtMs }];
  if (admission?.kind !== 'start') {
    const hold = admission?.hold ?? stillWorks;
    // What is written down outlives the end: it would be told of a coordinator that is long gone.
    return hold === task.hold || snapshot.shuttingDown ? [] : [remember(task, { hold })];
  }
  const chosen = chosenLabelOf(facts, { snapshot, settings });
  const note = chosen.kind === 'known' && chosen.note !== '' ? `, ${chosen.note}` : '';
  return [
    changeTo(task, 'preparing', {
      reason: `${attemptText(facts.task, settings, 1)}${note}`,
      evidence:
        facts.row === null ? [] : [saw('label', task.approval.atMs, `labelled by ${task.approval.login}`)],
      patch: {
        slot: admission.slot,
        agentLabel: chosen.kind === 'known' ? chosen.label : null,
        preparedFor: null,
        notBefore: { from: snapshot.now, waitMs: 0 },
        stopOverruledAtMs: null,
      },
    }),
  ];
};

/** Who changed the approved text without being allowed to; null = nobody is known to have. */
export const editedBecause = ({ task, text }: TaskFacts): string | null => {
  if (text.kind !== 'edited' || text.edit === null || text.edit.trusted) return null;
  return `edited by ${text.edit.login} (${text.edit.ground}) after ${task.approval.login} had approved it`;
};

/** Somebody who may not label has changed what a trusted person had approved: a trusted person is to look again. */
const decideEdited = (facts: TaskFacts, atMs: number): Action | null => {
  const { task } = facts;
  const who = editedBecause(facts);
  if (who === null) return null;
  return changeTo(task, 'blocked', {
    reason: `${who}: read it, then put the label on again, or comment /rpi approve, or coordinator retry ${task.issue}`,
    evidence: [saw('issue', atMs, who)],
    patch: { question: null },
  });
};

/** A preparing task gets its worktree, then its worker; trouble sends it back to the queue or ends it. */
export const decidePreparing = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { settings, snapshot } = context;
  const { now } = snapshot;
  const { task, attempt } = facts;
  if (attempt !== null && isLive(attempt)) return decideStarted(facts, settings);
  const trouble = task.troubles.find(
    ({ action, at }) => (action === 'create-worktree' || action === 'start-worker') && isNews(at, task, now),
  );
  if (trouble !== undefined) return [afterTrouble(facts, { trouble, settings, now })];
  if (facts.worktree.stopFile !== null) return [holdBack(facts)];
  const hold = moneyHoldOf(task, context);
  if (hold !== null)
    return [changeTo(task, 'queued', { reason: hold, evidence: [saw('agent', now.atMs, hold)] })];
  if (snapshot.shuttingDown || snapshot.strays.has(task.issue)) return [];
  const number = nextAttemptOf(facts);
  if (task.preparedFor !== number) return [{ kind: 'create-worktree', issue: task.issue, attempt: number }];
  return [{ kind: 'start-worker', issue: task.issue, attempt: number, slot: task.slot ?? 0 }];
};

/** True for what happened since this preparation began; the wall clock, which may have been set since, is not asked. */
const isNews = (at: Instant, { notBefore }: TaskMemory, now: Instant): boolean => {
  const since = notBefore?.from;
  if (since === undefined) return true;
  return at.boot === since.boot ? at.uptimeMs >= since.uptimeMs : at.boot === now.boot;
};

const decideStarted = ({ task, attempt }: TaskFacts, settings: Settings): readonly Action[] => {
  if (attempt === null) return [];
  if (attempt.phase === 'intent') return [{ kind: 'resolve-intent', issue: task.issue, run: attempt.run }];
  return [
    changeTo(task, 'running', {
      reason: `${attemptText(task, settings, 0)}, ${attempt.agent}${attempt.resumes === null ? '' : ' in its session'}`,
      evidence: [saw('process', attempt.startedAt.atMs, `worker ${workerOf(attempt.run)} was started`)],
    }),
  ];
};

const holdBack = ({ task, worktree }: TaskFacts): Action =>
  changeTo(task, 'queued', {
    reason: 'a STOP file holds it back',
    evidence: [saw('stop-file', worktree.stopFile?.modifiedAtMs ?? 0, 'STOP file in the worktree')],
  });

const afterTrouble = (
  { task }: TaskFacts,
  context: { readonly trouble: Trouble; readonly settings: Settings; readonly now: Instant },
): Action => {
  const { trouble, settings, now } = context;
  const evidence = [saw('failure', trouble.at.atMs, `${trouble.action}: ${trouble.message}`)];
  if (trouble.class === 'permanent') {
    return changeTo(task, 'failed', { reason: adviceOf(trouble), evidence });
  }
  return changeTo(task, 'queued', {
    reason: trouble.message,
    evidence,
    patch: { notBefore: { from: now, waitMs: troubleWaitMs(trouble, settings.workers.backoff) } },
  });
};
