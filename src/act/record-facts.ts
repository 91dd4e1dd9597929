import type { ActionOf, Hands, Skip } from './hands.ts';

/** Memory changes, the state does not. */
export const recordFacts = (action: ActionOf<'record-facts'>, { world }: Hands): Skip => {
  if (action.patch !== undefined) world.store.patchTask(action.issue, action.patch);
  if (action.attempt !== undefined) world.store.patchAttempt(action.attempt.run, action.attempt.patch);
  return undefined;
};
