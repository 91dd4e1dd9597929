import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/** A STOP file that a later retry overruled is taken away; one that was written since stays. */
export const liftStop = (action: ActionOf<'lift-stop'>, hands: Hands): Skip => {
  const path = `${readTask(action.issue, hands).worktreePath}/STOP`;
  if (hands.world.files.readModifiedAtMs(path) !== action.modifiedAtMs) return 'the STOP file has changed';
  hands.world.files.remove(path);
  return undefined;
};
