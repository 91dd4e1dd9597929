import type { ActionOf, Hands, Skip } from './hands.ts';

/** New starts are held back from now on, or not any more. */
export const setPause = ({ pause }: ActionOf<'set-pause'>, { world }: Hands): Skip => {
  world.store.savePause(pause);
  return undefined;
};
