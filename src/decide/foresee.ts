/**
 * What a plan would lead to, without doing any of it: memory as it would be after the plan's records.
 */
import { type Action, isRecord } from '../model/action.ts';
import { BugError } from '../model/failures.ts';
import { firstMemoryOf } from '../model/new-task.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory, Snapshot } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import type { Placing } from './intake.ts';
import { decidePlan } from './plan.ts';

/** How many ticks are looked ahead at most; a world in which nothing happens settles within a few. */
const tickLimit = 20;

/** What a plan leads to: all that would be done, and memory as it would be then. */
export interface Foreseen {
  readonly actions: readonly Action[];
  readonly memory: Memory;
}

/** Everything that would be done from this snapshot on, until something outside would have to answer. */
export const foresee = (
  snapshot: Snapshot,
  context: { readonly settings: Settings; readonly placing: Placing },
): Foreseen => {
  const actions: Action[] = [];
  let current = snapshot;
  for (let count = 0; count < tickLimit; count += 1) {
    const plan = decidePlan(current, context);
    const records = plan.actions.filter(isRecord);
    if (records.length === 0) return { actions: [...actions, ...plan.actions], memory: current.memory };
    actions.push(...records);
    const memory = records.reduce(
      (before, action) => withRecord(before, action, current.now.atMs),
      current.memory,
    );
    current = { ...current, memory };
  }
  throw new BugError('the plan does not settle');
};

/** Memory after one record, `atMs` its time; any other action leaves it as it is. */
export const withRecord = (memory: Memory, action: Action, atMs: number): Memory => {
  switch (action.kind) {
    case 'remember-task':
      return withTaskAdded(memory, action, atMs);
    case 'rebuild-task':
      return withTaskIn(memory, action.task);
    case 'accept-ledger':
      return { ...memory, ledger: { viewKey: '', text: action.text, entries: action.entries } };
    case 'refuse-issue':
      return { ...memory, refusals: [...memory.refusals, action.refusal] };
    case 'hear-comments': {
      const asked = action.controls.map((control) => ({ ...control, id: -(control.from?.commentId ?? 0) }));
      return { ...memory, heard: action.heard, controls: [...memory.controls, ...asked] };
    }
    case 'set-pause':
      return { ...memory, pause: action.pause };
    case 'answer-control':
      return { ...memory, controls: memory.controls.filter(({ id }) => id !== action.control) };
    case 'record-facts':
      return withTask(memory, action.issue, (task) => ({
        ...patchedAttempt(task, action),
        ...action.patch,
        troubles: action.patch?.round === undefined ? task.troubles : [],
      }));
    case 'record-change':
      return withTask(memory, action.change.issue, (task) => ({
        ...patchedAttempt(task, action),
        ...action.patch,
        troubles: action.patch?.round === undefined ? task.troubles : [],
        recorded: {
          state: action.change.to,
          reason: action.change.reason,
          sinceMs: atMs,
          evidence: action.change.evidence,
        },
      }));
    default:
      return memory;
  }
};

const withTaskAdded = (
  memory: Memory,
  { task, change }: Extract<Action, { kind: 'remember-task' }>,
  atMs: number,
): Memory => withTaskIn(memory, firstMemoryOf(task, change, atMs));

const withTaskIn = (memory: Memory, task: TaskMemory): Memory => ({
  ...memory,
  tasks: [...memory.tasks, task],
  knownIssues: new Set([...memory.knownIssues, task.issue]),
  refusals: memory.refusals.filter(({ issue }) => issue !== task.issue),
});

const withTask = (memory: Memory, issue: number, change: (task: TaskMemory) => TaskMemory): Memory => ({
  ...memory,
  tasks: memory.tasks.map((task) => (task.issue === issue ? change(task) : task)),
});

const patchedAttempt = (
  task: TaskMemory,
  { attempt }: Extract<Action, { kind: 'record-facts' | 'record-change' }>,
): TaskMemory => {
  if (attempt === undefined) return task;
  const attempts = task.attempts.map((one) => (one.run === attempt.run ? { ...one, ...attempt.patch } : one));
  return { ...task, attempts };
};
