/**
 * Where the numbers come from: memory, the store's tallies, what was counted since the start, and the machine.
 */
import type { Counts } from '../daemon/counts.ts';
import { type Circuit, circuitsOf } from '../decide/breaker.ts';
import { healthOf } from '../decide/health.ts';
import type { BreakerSeen, Family, HealthLevel } from '../model/metric.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { Tallies } from '../model/tallies.ts';
import { familiesOf } from '../render/metrics/families.ts';
import { worktreeErrorCountOf } from '../render/metrics/health.ts';
import { readVersion } from '../world/package.ts';
import type { World } from '../world/world.ts';

/** What they are taken from. */
export interface NumbersPlace {
  readonly world: World;
  readonly site: Site;
  readonly counts: Counts;
  readonly readSettings: () => Settings;
}

/** All numbers, and what they amount to. */
export interface NumbersRead {
  readonly health: HealthLevel;
  readonly families: readonly Family[];
}

/** Everything as it is now. Budgets are none as long as nothing keeps them. */
export const createNumbersReader = ({
  world,
  site,
  counts,
  readSettings,
}: NumbersPlace): (() => NumbersRead) => {
  const version = readVersion();
  return () => {
    const now = world.clock.now();
    const nowMs = now.atMs;
    const settings = readSettings();
    const memory = world.store.readMemory();
    const circuits = circuitsOf(memory, now, settings.breaker);
    const tallies = world.store.readTallies(nowMs);
    const counted = counts.read();
    const worktreeErrorCount = worktreeErrorCountOf(counted);
    const health = healthOf({ tasks: memory.tasks, worktreeErrorCount, nowMs });
    const families = familiesOf({
      version,
      memory,
      tallies,
      counts: counted,
      settings,
      health,
      breakers: breakersOf(circuits, tallies),
      budgets: [],
      limit: world.github.readRateLimit(),
      isHeld: world.github.readHold() !== null,
      host: world.host.readHost([site.treesPath, site.ownPath]),
    });
    return { health, families };
  };
};

/** One for each thing that has a breaker, and for each agent that ever ran; those that are closed too. */
const breakersOf = (circuits: readonly Circuit[], { attempts }: Tallies): readonly BreakerSeen[] => {
  const agents = new Set(attempts.map(({ agent }) => agent));
  const names = ['preparation', 'remote', 'github', ...[...agents].map((name) => `agent/${name}`)];
  const open = new Set(circuits.map(({ kind, name }) => (kind === 'agent' ? `agent/${name}` : kind)));
  return names.map((name) => ({ name, isOpen: open.has(name) }));
};
