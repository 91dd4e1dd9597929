import { isSelected, type Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { sharedBlockOf, taskBlockOf } from './budget.ts';
import { circlesOf, type LinkWaits, linkWaitsOf } from './links.ts';
import { pauseHoldOf } from './pause.ts';

/**
 * Queued tasks that nothing but a person can let go, by issue: all while there is a pause or everything is spent, one with a
 * STOP file, one that is not among `--issues`, one whose own budget is spent, one that waits for a circle.
 */
export const heldByPeople = (snapshot: Snapshot, settings: Settings): ReadonlySet<number> => {
  const queued = snapshot.memory.tasks.filter(({ recorded }) => recorded.state === 'queued');
  const isAllSpent = sharedBlockOf(snapshot, settings)?.key === 'total';
  if (isAllSpent || pauseHoldOf(snapshot.memory, snapshot.now) !== null)
    return new Set(queued.map(({ issue }) => issue));
  const circling = waitingForCircles(linkWaitsOf({ snapshot, settings }));
  const isHeld = (task: TaskMemory): boolean =>
    circling.has(task.issue) ||
    !isSelected(settings, task.issue) ||
    taskBlockOf(task, snapshot, settings) !== null ||
    (snapshot.worktrees.get(task.issue)?.stopFile ?? null) !== null;
  return new Set(queued.filter(isHeld).map(({ issue }) => issue));
};

/** Who is part of one, or waits for somebody who is, over any number of others. */
const waitingForCircles = (waits: LinkWaits): ReadonlySet<number> => {
  const found = new Set(circlesOf(waits).flat());
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [issue, links] of waits)
      if (links.some(({ repository, number }) => repository === null && found.has(number))) found.add(issue);
  }
  return found;
};
