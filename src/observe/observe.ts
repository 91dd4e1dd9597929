/**
 * Theory of operation. In: the world, and the last view of GitHub. Out: a snapshot. Everything on this machine is read
 * anew at each tick, GitHub only when a poll is due (observe/remote.ts), so that a slow network never delays a STOP.
 * A read that fails is `unknown` and says why. What was remembered is read last: nothing that was decided can be older
 * than what it is decided on. Reading changes nothing.
 */
import type { WorkerLimits } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { RemoteView, Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';
import { createLedgerReader } from './ledger.ts';
import { createRunReader } from './runs.ts';
import { createStrayReader } from './strays.ts';
import { createTreeReader } from './trees.ts';
import { readWorktrees } from './worktrees.ts';

/** What a look is made with beside the world itself. */
export interface ObserveInput {
  readonly remote: RemoteView | null;
  readonly shuttingDown: boolean;
  /** What trees use is looked at only where one of these limits it. */
  readonly limits: WorkerLimits;
}

/** Makes snapshots; keeps what a single look cannot see (silence, lasting usage, runs of a memory that was lost). */
export interface Observer {
  observe(input: ObserveInput): Promise<Snapshot>;
}

export const createObserver = (world: World, site: Site): Observer => {
  const runReader = createRunReader(world);
  const readTrees = createTreeReader(world);
  const readLedger = createLedgerReader(world, site);
  const readStrays = createStrayReader(world);
  return {
    observe: async ({ remote, shuttingDown, limits }) => {
      const worktrees = await readWorktrees(world, world.store.readMemory(), site);
      const memory = world.store.readMemory();
      const { runs, silences } = runReader.readRuns(memory);
      const trees = readTrees(runs, limits);
      const strays = readStrays(memory, remote);
      const ledger = readLedger();
      const now = world.clock.now();
      return { now, memory, remote, runs, silences, trees, worktrees, strays, ledger, shuttingDown };
    },
  };
};
