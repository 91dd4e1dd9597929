import type { ActionOf, Hands, Skip } from './hands.ts';

/** Whoever asked on the command line gets an answer; the request is done. */
export const answerControl = (action: ActionOf<'answer-control'>, { world }: Hands): Skip => {
  const { accepted, answer } = action;
  world.store.answerControl(action.control, { accepted, answer }, world.clock.now());
  return undefined;
};
