import type { Plan } from '../model/action.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TaskState } from '../model/task.ts';
import type { World } from '../world/world.ts';

/** An editor that is saving takes less than this. */
const patienceMs = 3_000;

/**
 * Says once what was rebuilt after memory was lost, and what could not be; and, where the traces of an earlier life
 * cannot be read, that nothing new is taken in until they can.
 */
export const createRebuildTeller = (world: World): ((plan: Plan, snapshot: Snapshot) => void) => {
  const { clock, narrator } = world;
  const rebuilt: TaskState[] = [];
  let toldWhy = '';
  let blindSince: Instant | null = null;
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'coordinator', word, text });
  return ({ actions }, { traces }) => {
    const states = actions.flatMap((action) => (action.kind === 'rebuild-task' ? [action.change.to] : []));
    rebuilt.push(...states);
    if (rebuilt.length > 0 && states.length === 0) tell('rebuilt', summaryOf(rebuilt.splice(0)));
    if (traces?.kind !== 'unknown') {
      blindSince = null;
      return;
    }
    blindSince ??= clock.now();
    if (traces.why === toldWhy || elapsedMs(blindSince, clock.now()) < patienceMs) return;
    toldWhy = traces.why;
    tell(
      'waits',
      `what was done here before cannot be read (${traces.why}); no new issue is taken in until it can`,
    );
  };
};

const summaryOf = (states: readonly TaskState[]): string => {
  const counts = [...Map.groupBy(states, (state) => state)].map(([state, all]) => `${all.length} ${state}`);
  const what = states.length === 1 ? '1 task was' : `${states.length} tasks were`;
  return (
    `the memory was lost; ${what} rebuilt from what is left (${counts.join(', ')}). ` +
    'Not known any more: journals, costs, waits between attempts, and requests that were not taken up yet'
  );
};
