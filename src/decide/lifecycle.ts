/**
 * One task, one step: its state picks who decides.
 */
import type { Action } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { type Admission, isActiveState } from './admission.ts';
import type { Context } from './context.ts';
import { decideStopping, decideTimingOut, decideZombie } from './ending.ts';
import type { TaskFacts } from './facts.ts';
import { decideFollowUpOver } from './follow-up.ts';
import { decideLingering } from './lingering.ts';
import { priorityOfLabels } from './order.ts';
import { decidePreparing, decideQueued } from './queued.ts';
import { decideBlocked, decideTerminal } from './retries.ts';
import { decideRunning } from './running.ts';
import { changeTo, goneLabel, remember } from './steps.ts';
import { cancelAskedOf } from './wishes.ts';

/** The next step of a task. */
export const decideTask = (
  facts: TaskFacts,
  context: Context & { readonly admission: Admission | undefined },
): readonly Action[] => {
  const { task } = facts;
  const noted = decideUpkeep(facts);
  if (noted.length > 0) return noted;
  // Before the issue is looked at: a merge closes it.
  const over = hasNoWorker(task) ? decideFollowUpOver(facts, context) : null;
  if (over !== null) return [over];
  const cancelled = decideCancelled(facts, context);
  if (cancelled !== null) return [cancelled];
  const lingering = isActiveState(task.recorded.state) ? [] : decideLingering(facts, context);
  if (lingering.length > 0) return lingering;
  if (isTerminal(task.recorded.state)) return decideTerminal(facts, context);
  switch (task.recorded.state) {
    case 'queued':
      return decideQueued(facts, context);
    case 'preparing':
      return decidePreparing(facts, context);
    case 'running':
      return decideRunning(facts, context);
    case 'timing_out':
      return decideTimingOut(facts, context);
    case 'stopping':
      return decideStopping(facts, context);
    case 'zombie':
      return decideZombie(facts, context);
    default:
      return decideBlocked(facts, context);
  }
};

/** Title and priority labels follow the issue, the approved text what trusted people make of it. */
const decideUpkeep = ({ task, row, text }: TaskFacts): readonly Action[] => {
  if (row === null) return [];
  const labelPriority = priorityOfLabels(row.labels);
  const isApproved = text.kind === 'edited' && (text.edit === null || text.edit.trusted);
  const isSame = row.title === task.title && labelPriority === task.labelPriority;
  const news = {
    ...(isSame ? {} : { title: row.title, labelPriority }),
    ...(isApproved ? { approvedText: row.textKey } : {}),
  };
  return Object.keys(news).length === 0 ? [] : [remember(task, news)];
};

/** It waits, and nobody works on it. */
const hasNoWorker = ({ recorded: { state }, attempts }: TaskMemory): boolean =>
  state === 'blocked' || state === 'queued' || (state === 'preparing' && !attempts.some(isLive));

/** A task without a worker is given up at once; with one, its worker is ended first. */
const decideCancelled = (facts: TaskFacts, context: Context): Action | null => {
  const { task } = facts;
  if (!hasNoWorker(task)) return null;
  const asked = cancelAskedOf(facts, context);
  if (asked === null) return null;
  return changeTo(task, 'cancelled', {
    reason: asked.reason,
    evidence: asked.evidence,
    patch: { wish: null, ...goneLabel(asked.evidence) },
  });
};
