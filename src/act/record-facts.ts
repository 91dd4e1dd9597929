import { keyOf } from '../model/ids.ts';
import { type ActionOf, forgetTroubles, type Hands, type Skip } from './hands.ts';

/** Memory changes, the state does not; what a person should know of it is told. */
export const recordFacts = (action: ActionOf<'record-facts'>, { world }: Hands): Skip => {
  const { issue, patch, attempt, told } = action;
  if (patch !== undefined) world.store.patchTask(issue, patch);
  if (patch?.round !== undefined) forgetTroubles(issue, world);
  if (attempt !== undefined) world.store.patchAttempt(attempt.run, attempt.patch);
  if (told !== undefined)
    world.narrator.tell({ atMs: world.clock.now().atMs, subject: keyOf(issue), ...told });
  return undefined;
};
