import { circuitsOf, circuitText } from '../decide/breaker.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says once that a breaker opened, that one task is tried, and that starts go on. */
export const createBreakerTeller = ({
  clock,
  narrator,
}: World): ((snapshot: Snapshot, settings: Settings) => void) => {
  let last: ReadonlySet<string> = new Set();
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'breaker', word, text });
  return ({ memory, now }, { breaker }) => {
    const circuits = circuitsOf(memory, now, breaker);
    const texts = new Set(circuits.map(circuitText));
    for (const circuit of circuits) {
      const text = circuitText(circuit);
      // That one may be tried is no news: which one it is comes at once.
      if (last.has(text) || (circuit.state === 'half-open' && circuit.canary === null)) continue;
      tell(circuit.state, `${text}; workers go on`);
    }
    if (texts.size === 0 && last.size > 0) tell('closed', 'starts go on');
    last = texts;
  };
};
