/**
 * Who comes first: a person's order in Pending, else priority, else age (SPEC section 3).
 */
import type { Priority, TaskMemory } from '../model/task.ts';

const labelPattern = /^(?:priority:)?p([0-3])$/i;

/** Priority from labels such as `priority:P1` or `p0`, the most urgent one; 2 when none says. */
export const priorityOfLabels = (labels: readonly string[]): Priority => {
  const found = labels.flatMap((label) => labelPattern.exec(label.trim())?.[1] ?? []).map(Number);
  return (found.length === 0 ? 2 : Math.min(...found)) as Priority;
};

/** The priority that counts: the ledger's, else the labels'. */
export const priorityOf = (task: Pick<TaskMemory, 'ledgerPriority' | 'labelPriority'>): Priority =>
  task.ledgerPriority ?? task.labelPriority;

const last = Number.MAX_SAFE_INTEGER;

/** Sorts queued tasks, first to start first. */
export const byTurn = (a: TaskMemory, b: TaskMemory): number =>
  (a.order ?? last) - (b.order ?? last) ||
  priorityOf(a) - priorityOf(b) ||
  a.createdAtMs - b.createdAtMs ||
  a.issue - b.issue;
