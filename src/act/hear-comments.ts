import { keyOf } from '../model/ids.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/** How far comments were heard and what they ask for enter memory together; whose were ignored is told once. */
export const hearComments = (action: ActionOf<'hear-comments'>, { world }: Hands): Skip => {
  world.store.hearComments(action.heard, action.controls);
  for (const { issue, text } of action.ignored)
    world.narrator.tell({ atMs: world.clock.now().atMs, subject: keyOf(issue), word: 'ignored', text });
  return undefined;
};
