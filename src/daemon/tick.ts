/**
 * One tick: observe -> decide -> act.
 */
import { perform } from '../act/perform.ts';
import type { Placing } from '../decide/intake.ts';
import { decidePlan } from '../decide/plan.ts';
import { type WriteTurns, writeTurnsOf } from '../decide/write-turns.ts';
import { isRecord, type Plan } from '../model/action.ts';
import type { WriteRoom } from '../model/github.ts';
import type { Instant } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { RemoteView, Snapshot } from '../model/snapshot.ts';
import type { Observer } from '../observe/observe.ts';
import type { World } from '../world/world.ts';
import type { Lanes } from './lanes.ts';

/** What a tick is made of. */
export interface TickParts {
  readonly world: World;
  readonly site: Site;
  readonly settings: Settings;
  readonly observer: Observer;
  readonly lanes: Lanes;
  readonly placing: Placing;
}

/** What became of a tick. */
export interface Ticked {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** Memory was changed: there may be more to decide at once. */
  readonly hasRecorded: boolean;
  /** What is written to GitHub now, and what waits. */
  readonly turns: WriteTurns;
  readonly room: WriteRoom;
}

/** What a tick looks at beside the world itself. */
export interface TickInput {
  readonly remote: RemoteView | null;
  readonly shuttingDown: boolean;
}

/**
 * Looks, decides, records what is decided, and sets the rest going. Resolves when all is recorded.
 * @throws TransientError memory cannot be written.
 */
export const tick = async (parts: TickParts, input: TickInput): Promise<Ticked> => {
  const { world, site, settings, placing } = parts;
  const snapshot = await parts.observer.observe({
    ...input,
    limits: settings.workers.limits,
    agents: settings.agents,
    workerEnv: settings.workers.env,
    budget: settings.budget,
  });
  const plan = decidePlan(snapshot, { settings, placing });
  parts.observer.look(plan.looks);
  let hasRecorded = false;
  for (const action of plan.actions.filter(isRecord)) {
    const outcome = await perform(action, { world, site, settings });
    // What was decided beside it may rest on it, and deciding again at once would meet the same full disk.
    if (outcome.kind === 'failed') throw outcome.error;
    hasRecorded ||= outcome.kind === 'done';
  }
  const room = world.github.readWriteRoom();
  const turns = writeTurnsOf(plan.actions, room);
  parts.lanes.dispatch(turns.now.filter((action) => !isRecord(action)));
  return { plan: awaited(plan, turns, { room, now: snapshot.now }), snapshot, hasRecorded, turns, room };
};

/** An end waits for what may be written within a minute, and for nothing that has to wait for longer. */
const awaited = (
  plan: Plan,
  { now: actions }: WriteTurns,
  { room, now }: { readonly room: WriteRoom; readonly now: Instant },
): Plan => (room.moreAtMs !== null && room.moreAtMs - now.atMs > 60_000 ? { ...plan, actions } : plan);
