/**
 * What GitHub should show of a task: the status comment, one state label, a greeting. Written only where it differs
 * from what was written last, and only for states that last.
 */
import type { Action } from '../model/action.ts';
import { hasBegun, isLive } from '../model/attempt.ts';
import { type CommentView, commentKeyOf } from '../model/comment.ts';
import { editNoteIn } from '../model/edit-note.ts';
import { workerOf } from '../model/ids.ts';
import type { Settings } from '../model/settings.ts';
import { spentByEnded } from '../model/spending.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { mayTell } from './backoff.ts';
import type { Context } from './context.ts';
import { placeOf } from './place.ts';

/** Passing states are not told: they would only cost writes. */
const isPassing = (state: TaskState): boolean =>
  state === 'preparing' || state === 'stopping' || state === 'timing_out' || state === 'zombie';

/** All labels that {@link stateLabelOf} may want. */
export const ownLabels: readonly string[] = ['rpi-working', 'rpi-review', 'rpi-blocked', 'rpi-failed'];

/** Our own labels, by state; null = none of them. */
export const stateLabelOf = (task: TaskMemory): string | null => {
  switch (task.recorded.state) {
    case 'preparing':
    case 'running':
    case 'timing_out':
    case 'stopping':
    case 'zombie':
      return 'rpi-working';
    case 'completed':
      return task.pullRequest?.state === 'open' ? 'rpi-review' : null;
    case 'blocked':
      return 'rpi-blocked';
    case 'failed':
      return 'rpi-failed';
    default:
      return null;
  }
};

/** The label that is to be on the issue; null = none of ours, as ever where they are switched off. */
export const wantedLabelOf = (task: TaskMemory, { github }: Settings): string | null =>
  github.stateLabels ? stateLabelOf(task) : null;

/** At most one action per kind: the greeting, the label, the comment. */
export const decideTelling = (task: TaskMemory, context: Context): readonly Action[] => {
  const actions: Action[] = [];
  if (!task.greeted) actions.push({ kind: 'greet-issue', issue: task.issue });
  const label = wantedLabelOf(task, context.settings);
  // After a failed try it is not known which label is there, also where the wanted one is the remembered one again.
  const isUnsure = task.troubles.some(({ action }) => action === 'set-label');
  if (label !== task.stateLabel || isUnsure) actions.push({ kind: 'set-label', issue: task.issue, label });
  const view = commentViewOf(task, context.settings);
  if (!isPassing(task.recorded.state) && commentKeyOf(view) !== task.comment?.viewKey)
    actions.push({ kind: 'write-comment', issue: task.issue, view });
  const { now } = context.snapshot;
  return actions.filter(({ kind }) =>
    mayTell(
      task.troubles.find(({ action }) => action === kind),
      now,
      { backoff: context.settings.workers.backoff, changedAtMs: task.recorded.sinceMs },
    ),
  );
};

/** Everything the status comment says about a task. */
export const commentViewOf = (task: TaskMemory, settings: Settings): CommentView => {
  const latest = task.attempts.at(-1);
  const edited = editNoteIn(task.hold);
  const { state, reason, sinceMs, evidence } = task.recorded;
  return {
    issue: task.issue,
    state,
    reason,
    sinceMs,
    agent: latest?.agent ?? null,
    branch: task.branch,
    worktree: placeOf(task),
    baseSha: task.baseSha,
    pullRequest: task.pullRequest,
    attempts: task.attempts.map((attempt) => ({
      number: attempt.number,
      agent: attempt.agent,
      worker: workerOf(attempt.run),
      startedAtMs: attempt.startedAt.atMs,
      endedAtMs: attempt.endedAt?.atMs ?? null,
      result: attempt.result,
      ...(isLive(attempt) || !hasBegun(attempt) ? {} : { spent: spentByEnded(attempt) }),
    })),
    attemptLimit: settings.workers.attempts,
    evidence,
    label: settings.github.label,
    question: state === 'blocked' ? task.question : null,
    ...(edited === null || state === 'queued' ? {} : { edited }),
    ...(state === 'completed' && task.followUp?.left ? { left: task.followUp.left } : {}),
    logTailPath: state === 'failed' ? (latest?.logPath ?? null) : null,
  };
};
