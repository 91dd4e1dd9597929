import { hostHoldOf, hostUnknownsOf } from '../decide/host.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says once when the machine gets too short of something to start more, once when that is over, once what is unknown. */
export const createHostTeller = ({
  clock,
  narrator,
}: World): ((snapshot: Snapshot, settings: Settings) => void) => {
  let last: string | null = null;
  const toldUnknowns = new Set<string>();
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'host', word, text });
  return (snapshot, { host: limits }) => {
    if (snapshot.host === null) return;
    const hold = hostHoldOf(snapshot, limits);
    if (hold !== null && hold !== last)
      tell('waits', `${hold.replace('host: ', '')}: nothing new is started; workers go on`);
    if (hold === null && last !== null) tell('free', 'there is room again: new starts go on');
    last = hold;
    for (const text of hostUnknownsOf(snapshot.host, limits)) {
      if (!toldUnknowns.has(text)) tell('unknown', text);
      toldUnknowns.add(text);
    }
  };
};
