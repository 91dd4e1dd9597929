import { pauseHoldOf } from '../decide/pause.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says once that new starts are held back, and once that this is over. */
export const createPauseTeller = ({ clock, narrator }: World): ((snapshot: Snapshot) => void) => {
  let last: string | null = null;
  return ({ memory, now }) => {
    const hold = pauseHoldOf(memory, now);
    if (hold === last) return;
    last = hold;
    const [word, text] =
      hold === null
        ? ['resumed', 'new starts go on']
        : ['paused', `${hold}: nothing new is started; workers go on`];
    narrator.tell({ atMs: clock.now().atMs, subject: 'coordinator', word, text });
  };
};
