/**
 * What asks for a task's end: a person's standing wish, a STOP file, the issue itself, or the coordinator's own end.
 */
import type { Action } from '../model/action.ts';
import type { StopCause } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Wish } from '../model/task.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { changeTo, saw, stopPatch } from './steps.ts';

/** A reason to end a worker, with what it rests on. */
export interface StopAsked {
  readonly cause: StopCause;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** A reason to give the task up; null when there is none, or when GitHub did not answer. */
export const cancelAskedOf = (facts: TaskFacts, { snapshot, settings }: Context): StopAsked | null => {
  const { task, listing } = facts;
  if (task.wish?.kind === 'cancel') return fromWish(task.wish);
  const reason = {
    closed: 'the issue was closed',
    unlabelled: `label ${settings.github.label} was removed`,
    gone: 'the issue was deleted or moved away',
    listed: null,
    unknown: null,
  }[listing];
  if (reason === null) return null;
  const kind = listing === 'unlabelled' ? 'label' : 'issue';
  return { cause: 'cancel', reason, evidence: [saw(kind, snapshot.now.atMs, reason)] };
};

/** A reason to end the worker, strongest first. */
export const stopAskedOf = (facts: TaskFacts, context: Context): StopAsked | null => {
  const cancel =
    isProvenUnfinished(facts, context) || facts.task.wish?.kind === 'cancel'
      ? cancelAskedOf(facts, context)
      : null;
  if (cancel !== null) return cancel;
  const { wish } = facts.task;
  if (wish !== null) return fromWish(wish);
  const { stopFile } = facts.worktree;
  if (stopFile !== null) {
    const text = stopFile.text.trim().split('\n', 1)[0] ?? '';
    const reason = text === '' ? 'STOP file' : `STOP file: ${text.slice(0, 200)}`;
    return { cause: 'stop', reason, evidence: [saw('stop-file', stopFile.modifiedAtMs, reason)] };
  }
  return shutdownAskedOf(context);
};

/** A merged pull request closes its issue: while pull requests cannot be read, a closed issue is no reason to end. */
const isProvenUnfinished = ({ pull }: TaskFacts, { snapshot }: Context): boolean =>
  pull === null && snapshot.remote?.pulls.kind === 'known';

const shutdownReason = 'the coordinator was stopped';

/** True for the reason of a stop by the coordinator's own end. */
export const isShutdownReason = (reason: string): boolean => reason === shutdownReason;

/** True for a reason that stops a worker, false for one that gives the task up. */
export const isStopReason = (reason: string): boolean =>
  isShutdownReason(reason) || /^(?:STOP file|(?:coordinator |\/rpi )(?:stop|kill))\b/.test(reason);

/** The coordinator itself ends, and takes its workers with it. */
const shutdownAskedOf = ({ snapshot, settings }: Context): StopAsked | null => {
  if (!snapshot.shuttingDown || settings.shutdown !== 'stop') return null;
  const reason = shutdownReason;
  return { cause: 'shutdown', reason, evidence: [saw('command', snapshot.now.atMs, reason)] };
};

/** `cancelled in tasks.md: done by hand`, `coordinator stop: wrong approach`. */
const reasonOfWish = ({ by, reason }: Wish): string => {
  const who = by === 'tasks.md' ? 'cancelled in tasks.md' : by;
  return reason === '' ? who : `${who}: ${reason}`;
};

const fromWish = (wish: Wish): StopAsked => ({
  cause: wish.kind,
  reason: reasonOfWish(wish),
  evidence: [saw(wish.by === 'tasks.md' ? 'ledger' : 'command', wish.at.atMs, wish.by)],
});

/** The worker is asked to end because a person, or the end of the coordinator, wants it. */
export const toStopping = ({ task }: TaskFacts, asked: StopAsked, context: Context): Action =>
  changeTo(task, 'stopping', {
    reason: asked.reason,
    evidence: asked.evidence,
    attempt: stopPatch(asked, context.snapshot.now),
  });
