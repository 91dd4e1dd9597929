import { agentPauseOf, agentPauseText } from '../decide/agent-pause.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says once that a provider's limit holds back new starts, and once that it is over. */
export const createAgentPauseTeller = ({
  clock,
  narrator,
}: World): ((snapshot: Snapshot, settings: Settings) => void) => {
  let last: string | null = null;
  return (snapshot, settings) => {
    const { agent } = settings.workers;
    const pause = agentPauseOf(agent, snapshot, settings);
    const hold = pause === null ? null : agentPauseText(pause);
    if (hold === last) return;
    last = hold;
    const [word, text] =
      hold === null
        ? ['free', `${agent} may start again`]
        : ['waits', `${hold}: nothing new is started with it, workers go on`];
    narrator.tell({ atMs: clock.now().atMs, subject: 'provider', word, text });
  };
};
