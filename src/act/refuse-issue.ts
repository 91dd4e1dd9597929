import { keyOf } from '../model/ids.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/** A label by somebody who may not is remembered and told once; the issue is not run. */
export const refuseIssue = ({ refusal }: ActionOf<'refuse-issue'>, { world }: Hands): Skip => {
  world.store.addRefusal(refusal);
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: keyOf(refusal.issue),
    word: 'refused',
    text: `labelled by ${refusal.login}, who is not trusted (${refusal.ground}); not run`,
  });
  return undefined;
};
