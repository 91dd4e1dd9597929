/**
 * Which worktrees a `clean` is about.
 */
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { emptyMemory, type Memory } from '../model/snapshot.ts';
import { notRemovableBecause, type TaskMemory } from '../model/task.ts';
import { openFiles } from '../world/files/open-files.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import type { Place } from './place.ts';

/** What is remembered in a clone; nothing where no coordinator has run yet. */
export const readMemoryOf = ({ paths }: Pick<Place, 'paths'>): Memory => {
  const store = openStoreForReading({ path: paths.storePath });
  try {
    return store?.readMemory() ?? emptyMemory;
  } finally {
    store?.close();
  }
};

/** What was asked for by number, else the finished tasks that have a worktree. @throws UsageError no such task. */
export const chooseTasks = (
  { tasks }: Memory,
  { issues, all }: { readonly issues: readonly string[]; readonly all: boolean },
): readonly TaskMemory[] => {
  if (issues.length > 0) return [...new Set(issues.map(parseIssue))].map((issue) => findTask(tasks, issue));
  const files = openFiles({ historyPath: '', isLook: true });
  return tasks.filter(
    (task) =>
      notRemovableBecause(task) === null &&
      (all || task.recorded.state === 'completed') &&
      files.isPresent(task.worktreePath),
  );
};

const findTask = (tasks: readonly TaskMemory[], issue: number): TaskMemory => {
  const found = tasks.find((task) => task.issue === issue);
  if (found !== undefined) return found;
  const known = tasks.map((task) => task.issue);
  throw new UsageError(`there is no task ${keyOf(issue)}`, { fix: nearestIssues(issue, known), exitCode: 1 });
};
