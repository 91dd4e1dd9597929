/**
 * Where the numbers come from: memory, the store's tallies, what was counted since the start, and the machine.
 */
import type { Counts } from '../daemon/counts.ts';
import { type Circuit, circuitsOf } from '../decide/breaker.ts';
import { healthOf } from '../decide/health.ts';
import type { MoneySeen } from '../model/budget.ts';
import type { BreakerSeen, BudgetSeen, Family, HealthLevel } from '../model/metric.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { Tallies } from '../model/tallies.ts';
import { familiesOf } from '../render/metrics/families.ts';
import { readVersion } from '../world/package.ts';
import type { World } from '../world/world.ts';
import { createMoneyReader } from './live-money.ts';

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

/** Everything as it is now. */
export const createNumbersReader = ({
  world,
  site,
  counts,
  readSettings,
}: NumbersPlace): (() => NumbersRead) => {
  const version = readVersion();
  const readMoney = createMoneyReader();
  return () => {
    const now = world.clock.now();
    const nowMs = now.atMs;
    const settings = readSettings();
    const memory = world.store.readMemory();
    const circuits = circuitsOf(memory, now, settings.breaker);
    const tallies = world.store.readTallies(nowMs);
    const counted = counts.read();
    const health = healthOf(memory, now);
    const families = familiesOf({
      version,
      memory,
      tallies,
      counts: counted,
      settings,
      health,
      breakers: breakersOf(circuits, tallies),
      budgets: budgetsOf(() => readMoney(memory, settings), settings),
      limit: world.github.readRateLimit(),
      isHeld: world.github.readHold() !== null,
      host: world.host.readHost([site.treesPath, site.ownPath]),
    });
    return { health, families };
  };
};

/** What everybody shares, live workers included; nothing is read where no such budget is set. */
const budgetsOf = (readMoney: () => MoneySeen, { budget }: Settings): readonly BudgetSeen[] =>
  budget.perDay === null && budget.total === null
    ? []
    : readMoney().budgets.map(({ key, limit, spent }) => ({
        name: key === 'total' ? 'total' : 'day',
        usedRatio: limit.amount === 0 ? 1 : spent / limit.amount,
      }));

/** One for each thing that has a breaker, and for each agent that ever ran; those that are closed too. */
const breakersOf = (circuits: readonly Circuit[], { attempts }: Tallies): readonly BreakerSeen[] => {
  const agents = new Set(attempts.map(({ agent }) => agent));
  const names = ['preparation', 'remote', 'github', ...[...agents].map((name) => `agent/${name}`)];
  const open = new Set(circuits.map(({ kind, name }) => (kind === 'agent' ? `agent/${name}` : kind)));
  return names.map((name) => ({ name, isOpen: open.has(name) }));
};
