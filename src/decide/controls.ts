/**
 * Requests: `coordinator stop|cancel|retry|kill|clean N`, `coordinator recover ...`, and what people write on the issue.
 * Each is taken up or refused, with an answer.
 */
import type { Action } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import { isTerminal, notRemovableBecause, type TaskMemory } from '../model/task.ts';
import { startHoldOf } from './admission.ts';
import {
  type Decided,
  decideAnswer,
  decideApprove,
  decideStatus,
  decideUnknown,
} from './comment-controls.ts';
import type { Context } from './context.ts';
import { accept, awaitsLook, refuse, uselessBecause } from './control-answers.ts';
import type { TaskFacts } from './facts.ts';
import { decideKillZombie, decideReset } from './recover-controls.ts';
import { requeue } from './requeue.ts';
import { remember, saw } from './steps.ts';

const answered = (control: Control, decided: Decided): readonly Action[] =>
  decided.accepted ? accept(control, decided.answer, ...decided.actions) : refuse(control, decided.answer);

/** Who asked, and where: `coordinator stop`, `/rpi stop by mona`. */
const byOf = ({ kind, from }: Control): string =>
  from === undefined ? `coordinator ${kind}` : `/rpi ${kind} by ${from.login}`;

const setPause = (control: Control): readonly Action[] => {
  const { at, from, reason } = control;
  const pause = { by: from?.login ?? null, reason: reason ?? '', at, untilMs: null };
  return accept(control, 'nothing new is started; workers go on', { kind: 'set-pause', pause });
};

/** What needs no task, and why all else is refused where there is none. */
const decideElsewhere = (control: Control, { settings }: Context): readonly Action[] => {
  if (control.kind === 'pause') return setPause(control);
  if (control.kind === 'resume')
    return accept(control, 'new starts go on', { kind: 'set-pause', pause: null });
  if (control.kind === 'unknown') return answered(control, decideUnknown(control));
  const none = `there is no task ${keyOf(control.issue)}`;
  const how = `an issue becomes one when somebody trusted puts the label ${settings.github.label} on it`;
  return refuse(control, control.from === undefined ? none : `${none}: ${how}`);
};

/** What one request does to its task; `facts` undefined = there is no such task. */
export const decideControl = (
  control: Control,
  facts: TaskFacts | undefined,
  context: Context,
): readonly Action[] => {
  if (facts === undefined) return decideElsewhere(control, context);
  if (awaitsLook(control, { facts, snapshot: context.snapshot })) return [];
  switch (control.kind) {
    case 'retry':
      return facts.task.recorded.state === 'queued'
        ? decideHurry(control, facts, context)
        : decideRetry(control, facts);
    case 'status':
      return answered(control, decideStatus(facts.task));
    case 'approve':
      return control.from === undefined
        ? refuse(control, 'only a comment can approve')
        : answered(control, decideApprove(facts.task, control.from));
    case 'answer':
      return answered(control, decideAnswer(facts.task, control));
    case 'unknown':
    case 'pause':
    case 'resume':
      return decideElsewhere(control, context);
    case 'clean':
    case 'clean-by-force':
      return decideClean(control, facts.task);
    case 'reset':
    case 'reset-by-force':
      return decideReset(control, facts);
    case 'kill-zombie':
      return decideKillZombie(control, facts);
    default:
      return decideEnd({ ...control, kind: control.kind }, facts.task);
  }
};

const decideRetry = (control: Control, facts: TaskFacts): readonly Action[] => {
  const { task } = facts;
  const key = keyOf(task.issue);
  const { state } = task.recorded;
  const useless = uselessBecause(facts);
  if (useless !== null) return refuse(control, useless);
  const evidence = [saw('command', control.at.atMs, byOf(control))];
  if (isTerminal(state) || state === 'blocked') {
    const reason = control.reason === null ? byOf(control) : `${byOf(control)}: ${control.reason}`;
    // Whoever retries what an edit holds back has looked at it.
    const isHeld = state === 'blocked' && task.question === null && facts.row !== null;
    // The text may have been changed after the comment: only an approval looks into that.
    if (isHeld && control.from !== undefined)
      return refuse(control, `${key} is held back by an edit: read the text, then comment /rpi approve`);
    const patch = {
      stopOverruledAtMs: control.at.atMs,
      hurriedAt: control.at,
      ...(isHeld ? { approvedText: facts.row.textKey } : {}),
    };
    return accept(control, `${key} is queued again`, requeue(task, { reason, evidence, patch }));
  }
  return refuse(control, `${key} is ${state}: there is nothing to retry`);
};

/** One that waits is not made to wait any longer for what a person may overrule; what still holds it back is told. */
const decideHurry = (
  control: Control,
  facts: TaskFacts,
  { snapshot, settings }: Context,
): readonly Action[] => {
  const { task } = facts;
  const useless = uselessBecause(facts);
  if (useless !== null) return refuse(control, useless);
  const patch = { notBefore: null, stopOverruledAtMs: control.at.atMs, hurriedAt: control.at };
  const hurried = { ...facts, task: { ...task, ...patch }, worktree: { ...facts.worktree, stopFile: null } };
  const tasks = snapshot.memory.tasks.map((one) => (one.issue === task.issue ? hurried.task : one));
  const after = { ...snapshot, memory: { ...snapshot.memory, tasks } };
  const hold = startHoldOf(hurried, { snapshot: after, settings });
  const when = hold === null ? 'is tried now' : `is tried as soon as it may be: ${hold}`;
  return accept(control, `${keyOf(task.issue)} ${when}`, remember(task, patch));
};

/** The removal answers by itself when it is done. */
const decideClean = (control: Control, task: TaskMemory): readonly Action[] => {
  const why = notRemovableBecause(task);
  if (why !== null) return refuse(control, why);
  const { id, issue, kind } = control;
  return [{ kind: 'remove-worktree', issue, force: kind === 'clean-by-force', control: id }];
};

type EndingControl = Control & { readonly kind: 'stop' | 'cancel' | 'kill' };

const underWay = { cancel: 'is asked to end', stop: 'is asked to stop', kill: 'is being killed' } as const;

const decideEnd = (control: EndingControl, task: TaskMemory): readonly Action[] => {
  const key = keyOf(task.issue);
  const { state } = task.recorded;
  const { kind } = control;
  // A worker may live on after its task is done (completion.waitForExit: false).
  const isLingering = kind !== 'cancel' && task.attempts.some(isLive);
  if (isTerminal(state) && !isLingering) return refuse(control, `${key} is ${state} already`);
  const hasWorker = state !== 'queued' && state !== 'preparing' && state !== 'blocked';
  if (kind !== 'cancel' && !hasWorker)
    return refuse(
      control,
      `${key} is ${state} and has no worker. Give it up: ${control.from === undefined ? `coordinator cancel ${task.issue}` : '/rpi cancel'}`,
    );
  // A cancel is not taken back by a stop: it ends the worker just the same.
  if (kind === 'stop' && task.wish?.kind === 'cancel')
    return accept(control, `${key} is asked to end already`);
  const wish = { kind, by: byOf(control), reason: control.reason ?? '', at: control.at } as const;
  return accept(control, `${key} ${underWay[kind]}`, remember(task, { wish }));
};
