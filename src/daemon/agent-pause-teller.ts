import { agentPauseOf, agentPauseText } from '../decide/agent-pause.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says once that a provider's limit holds back new starts, and once that it is over. */
export const createAgentPauseTeller = ({
  clock,
  narrator,
}: World): ((snapshot: Snapshot, settings: Settings) => void) => {
  const told = new Map<string, string>();
  return (snapshot, settings) => {
    for (const agent of agentsOf(settings)) {
      const pause = agentPauseOf(agent, snapshot, settings);
      const hold = pause === null ? '' : agentPauseText(pause);
      if (hold === (told.get(agent) ?? '')) continue;
      told.set(agent, hold);
      const [word, text] =
        hold === ''
          ? ['free', `${agent} may start again`]
          : ['waits', `${hold}: nothing new is started with it, workers go on`];
      narrator.tell({ atMs: clock.now().atMs, subject: 'provider', word, text });
    }
  };
};

/** Those that may be started: for every issue, or where a label chooses them. */
const agentsOf = ({ workers, byLabel }: Settings): ReadonlySet<string> =>
  new Set([workers.agent, ...byLabel.flatMap(({ agent }) => agent ?? [])]);
