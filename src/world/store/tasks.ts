/**
 * Writes to tasks. Each function runs inside the caller's transaction.
 */
import type { StateChange } from '../../model/action.ts';
import { BugError } from '../../model/failures.ts';
import { keyOf } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { RecordedState, TaskMemory, TaskPatch } from '../../model/task.ts';
import type { Connection } from './connection.ts';
import { type TaskRow, taskDocumentOf, taskOf } from './rows.ts';

const recordedOf = ({ to, reason, evidence }: StateChange, at: Instant): RecordedState => ({
  state: to,
  reason,
  sinceMs: at.atMs,
  evidence,
});

/** The task table's statements. */
export const prepareTasks = ({ db }: Connection) => {
  const select = db.prepare('SELECT issue, state, document FROM tasks WHERE issue = ?');
  const insert = db.prepare('INSERT INTO tasks (issue, state, since_ms, document) VALUES (?, ?, ?, ?)');
  const update = db.prepare('UPDATE tasks SET state = ?, since_ms = ?, document = ? WHERE issue = ?');

  const readTask = (issue: number): TaskMemory => {
    const row = select.get(issue) as unknown as TaskRow | undefined;
    const task = row && taskOf(row);
    if (!task) throw new BugError(`${keyOf(issue)} is not in the store`);
    return task;
  };
  const writeTask = (task: TaskMemory): void => {
    const { state, sinceMs } = task.recorded;
    update.run(state, Math.round(sinceMs), taskDocumentOf(task), task.issue);
  };

  const insertTask = (task: TaskMemory): void => {
    const { state, sinceMs } = task.recorded;
    insert.run(task.issue, state, Math.round(sinceMs), taskDocumentOf(task));
  };

  return {
    isKnown: (issue: number): boolean => select.get(issue) !== undefined,
    insert: (task: TaskMemory, change: StateChange, at: Instant): void => {
      if (change.issue !== task.issue || change.from !== null)
        throw new BugError(
          `a new ${keyOf(task.issue)} cannot come from ${keyOf(change.issue)} ${change.from}`,
        );
      insertTask({ ...task, recorded: recordedOf(change, at) });
    },
    /** As it is: what is recorded of it may have begun long before it is inserted. */
    restore: insertTask,
    /** @throws BugError when the task is unknown or its recorded state is not `change.from`. */
    change: (change: StateChange, at: Instant, patch: TaskPatch = {}): void => {
      const task = readTask(change.issue);
      if (task.recorded.state !== change.from)
        throw new BugError(
          `${keyOf(change.issue)} is recorded as ${task.recorded.state}, so it cannot go from ${change.from} to ${change.to}`,
        );
      writeTask({ ...task, ...patch, recorded: recordedOf(change, at) });
    },
    /** @throws BugError when the task is unknown. */
    patch: (issue: number, patch: TaskPatch): void => writeTask({ ...readTask(issue), ...patch }),
  };
};
