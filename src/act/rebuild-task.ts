import { keyOf } from '../model/ids.ts';
import { isTerminal } from '../model/task.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { tellChange } from './record-change.ts';

/** A task of a memory that was lost enters memory again; one that is known stays as it is. What goes on is told. */
export const rebuildTask = ({ task, change }: ActionOf<'rebuild-task'>, { world }: Hands): Skip => {
  if (world.store.readMemory().knownIssues.has(task.issue)) return `${keyOf(task.issue)} is known already`;
  world.store.rebuildTask(task, change, world.clock.now());
  if (isTerminal(change.to)) return undefined;
  const [found] = change.evidence;
  tellChange({ ...change, reason: `${change.reason} (${found?.text ?? 'rebuilt'})` }, world);
  return undefined;
};
