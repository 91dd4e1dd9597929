/**
 * Theory of operation. In: one snapshot (what was remembered and what was seen), the settings, where new tasks go.
 * Out: a plan, actions as plain data. Nothing here reads a clock, a file or the network, and nothing throws for an
 * expected case. Each task takes at most one step per tick; the daemon ticks again at once when memory changed, so a
 * plan stays small and every step starts from fresh facts. Must hold: an `unknown` never leads to a kill, a cancel, a
 * retry or a delete; with a quiet world the plan is empty; every change of state is one that transitions.ts lists.
 */
import type { Action, Plan } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import { BugError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { WantedLook } from '../model/look.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { decideAcknowledging } from './acknowledging.ts';
import type { Context } from './context.ts';
import { awaitsLook } from './control-answers.ts';
import { decideControl } from './controls.ts';
import { factsOf, pullsAreFresh, type TaskFacts } from './facts.ts';
import { decideHeard } from './heard.ts';
import { decideIntake, type Placing } from './intake.ts';
import { decideLedger } from './ledger.ts';
import { decideTask } from './lifecycle.ts';
import { limitOf } from './limits.ts';
import { decideLost } from './lost.ts';
import { decideMending } from './mending.ts';
import { decidePauseEnd } from './pause.ts';
import { decideRebuild, type Rebuild } from './rebuild.ts';
import { decideTelling } from './telling.ts';
import { isAllowed, isRebuildable } from './transitions.ts';
import { admissionsOf } from './turns.ts';

/** What one tick wants done. @throws BugError a change of state that SPEC section 2 does not list. */
export const decidePlan = (
  snapshot: Snapshot,
  { settings, placing }: { readonly settings: Settings; readonly placing: Placing },
): Plan => {
  const { memory } = snapshot;
  const context = { snapshot, settings };
  const facts = memory.tasks.map((task) => factsOf(task, snapshot, settings.github.label));
  const rebuild = decideRebuild(context, placing);
  const asked = decideAsked(context, facts, rebuild);
  const busy = new Set(asked.flatMap(taskChangedBy));
  const admissions = admissionsOf(facts, context, rebuild);
  const steps = facts
    .filter(({ task }) => !busy.has(task.issue))
    .flatMap((fact) => decideTask(fact, { ...context, admission: admissions.get(fact.task.issue) }));
  const intake = decideIntake(context, placing).filter((action) => !rebuild.holds(newIssueOf(action)));
  const told = [
    ...memory.tasks.flatMap((task) => decideTelling(task, context)),
    ...decideAcknowledging(context),
  ];
  const heard = [...decidePauseEnd(memory, snapshot.now), ...decideHeard(snapshot), ...decideLost(snapshot)];
  const mending = rebuild.isOpen ? [] : decideMending(context);
  const actions = [...rebuild.actions, ...heard, ...asked, ...intake, ...steps, ...told, ...mending];
  for (const action of actions) assertAllowed(action);
  return {
    actions,
    pollSoon: facts.some((fact) => needsPoll(fact, snapshot) || isToBeLookedAt(fact, snapshot)),
    looks: facts.flatMap((fact) => looksOf(fact, context)),
  };
};

/** What people asked for; one request per task and tick, the others wait for the next. One that waits lets others by. */
const decideAsked = (
  context: Context,
  facts: readonly TaskFacts[],
  { isOpen }: Rebuild,
): readonly Action[] => {
  const { memory } = context.snapshot;
  const controls = [...Map.groupBy(memory.controls, ({ issue }) => issue)].flatMap(([issue, asked]) => {
    const own = facts.find(({ task }) => task.issue === issue);
    // Where memory was lost there may be one in a moment.
    if (own === undefined && isOpen) return [];
    return (
      asked.map((control) => decideControl(control, own, context)).find((actions) => actions.length > 0) ?? []
    );
  });
  const busy = new Set(controls.flatMap(taskChangedBy));
  const edits = (isOpen ? [] : decideLedger(context)).filter(
    (action) => !taskChangedBy(action).some((issue) => busy.has(issue)),
  );
  return [...controls, ...edits];
};

/** The issue of an action of the intake; 0 = of none. */
const newIssueOf = (action: Action): number => {
  if (action.kind === 'remember-task') return action.task.issue;
  return action.kind === 'refuse-issue' ? action.refusal.issue : 0;
};

/** A task that a person's request changes takes no other step in the same tick. */
const taskChangedBy = (action: Action): readonly number[] => {
  if (action.kind === 'record-facts' || action.kind === 'remove-worktree') return [action.issue];
  return action.kind === 'record-change' ? [action.change.issue] : [];
};

/** A worker has ended and nobody knows yet whether it opened a pull request. */
const needsPoll = ({ task, attempt }: TaskFacts, snapshot: Snapshot): boolean => {
  const { state } = task.recorded;
  const isJudged = state !== 'running' && state !== 'timing_out' && state !== 'zombie';
  return !isJudged && attempt?.phase === 'ended' && !pullsAreFresh(attempt, snapshot);
};

/** A person wants it retried, and is not told so before it is known that the issue is open. */
const isToBeLookedAt = (facts: TaskFacts, snapshot: Snapshot): boolean =>
  snapshot.memory.controls.some(
    (control) => control.issue === facts.task.issue && awaitsLook(control, { facts, snapshot }),
  );

/** Whether the worker goes on must be seen before its limit is enforced or put off. */
const looksOf = (facts: TaskFacts, context: Context): readonly WantedLook[] => {
  const { attempt, task } = facts;
  if (attempt === null || !isLive(attempt) || attempt.stop !== null) return [];
  return limitOf(facts, context)?.kind === 'look' ? [{ run: attempt.run, path: task.worktreePath }] : [];
};

const assertAllowed = (action: Action): void => {
  if (action.kind === 'rebuild-task' && !isRebuildable(action.change.to))
    throw new BugError(`${keyOf(action.change.issue)} may not be rebuilt as ${action.change.to}`);
  if (action.kind !== 'record-change' && action.kind !== 'remember-task') return;
  const { issue, from, to } = action.change;
  if (isAllowed(from, to)) return;
  throw new BugError(`${keyOf(issue)} may not go from ${from ?? 'new'} to ${to} (${action.change.reason})`);
};
