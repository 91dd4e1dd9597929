import { keyOf } from '../model/ids.ts';
import { firstMemoryOf } from '../model/new-task.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { tellChange } from './record-change.ts';

/** A new task enters memory; one that is known already stays as it is. */
export const rememberTask = ({ task, change }: ActionOf<'remember-task'>, { world }: Hands): Skip => {
  const at = world.clock.now();
  if (world.store.readMemory().knownIssues.has(task.issue)) return `${keyOf(task.issue)} is known already`;
  const memory = firstMemoryOf(task, change, at.atMs);
  world.store.rememberTask(memory, change, at);
  tellChange({ ...change, reason: `${task.title} (${change.reason})` }, world);
  return undefined;
};
