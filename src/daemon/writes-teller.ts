import { clockTime } from '../decide/clock-time.ts';
import type { World } from '../world/world.ts';
import type { Ticked } from './tick.ts';

/** Says once that comments and labels wait, and once that they do not any more; status shows it meanwhile. */
export const createWritesTeller = ({
  store,
  clock,
  narrator,
}: World): ((ticked: Pick<Ticked, 'turns' | 'room'>) => void) => {
  let isTold = false;
  const tell = (text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'github', word: 'writes', text });
  return ({ turns, room }) => {
    const untilMs = turns.later.length === 0 ? null : room.moreAtMs;
    if (store.readMemory().github.writesWaitUntilMs !== untilMs)
      store.patchGitHub({ writesWaitUntilMs: untilMs });
    if (isTold === (untilMs !== null)) return;
    isTold = untilMs !== null;
    tell(
      untilMs === null
        ? 'comments and labels are up to date again'
        : `comments and labels wait for the limit of writes, the next are written at ${clockTime(untilMs)} UTC`,
    );
  };
};
