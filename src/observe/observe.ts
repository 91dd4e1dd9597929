/**
 * Theory of operation. In: the world, and the last view of GitHub. Out: a snapshot. Everything on this machine is read
 * anew at each tick, GitHub only when a poll is due (observe/remote.ts), so that a slow network never delays a STOP.
 * A read that fails is `unknown` and says why. What was remembered is read last: nothing that was decided can be older
 * than what it is decided on. Reading changes nothing.
 */
import type { WantedLook } from '../model/look.ts';
import type { AgentSettings, BudgetSettings, EnvironmentEntry, WorkerLimits } from '../model/settings.ts';
import { type Site, temporaryPathOf } from '../model/site.ts';
import type { Memory, RemoteView, Snapshot } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';
import { createLogReader } from './agent-logs.ts';
import { createLedgerReader } from './ledger.ts';
import { createLookReader } from './looks.ts';
import { createLostReader } from './lost.ts';
import { createMendableReader } from './mendable.ts';
import { createRunReader } from './runs.ts';
import { createStrayReader } from './strays.ts';
import { createTraceReader } from './traces.ts';
import { createTreeReader } from './trees.ts';
import { createWorktreeReader } from './worktrees.ts';

/** What a look is made with beside the world itself. */
export interface ObserveInput {
  readonly remote: RemoteView | null;
  readonly shuttingDown: boolean;
  /** What trees use is looked at only where one of these limits it. */
  readonly limits: WorkerLimits;
  /** What a person configured of agents: how their logs are to be read. */
  readonly agents: Readonly<Record<string, AgentSettings>>;
  /** `workers.env`. */
  readonly workerEnv: readonly EnvironmentEntry[];
  /** Whether what a live worker costs is asked for, and by which prices. */
  readonly budget: BudgetSettings;
}

/** Makes snapshots; keeps what a single look cannot see (silence, lasting usage, runs of a memory that was lost). */
export interface Observer {
  observe(input: ObserveInput): Promise<Snapshot>;
  /** Begins looks that a plan asks for; a later snapshot has what they saw. */
  look(wanted: readonly WantedLook[]): void;
  /** An action about this issue is over: what it may have changed is looked at anew. */
  acted(issue: number): void;
}

export const createObserver = (world: World, site: Site): Observer => {
  const runReader = createRunReader(world);
  const workPaths = [site.treesPath, site.ownPath];
  const temporaryPath = temporaryPathOf(site);
  const { readWorktrees, forget } = createWorktreeReader(world, site);
  const readLogs = createLogReader(world, site.hostEnv);
  const readTrees = createTreeReader(world);
  const readLedger = createLedgerReader(world, site);
  const readStrays = createStrayReader(world);
  const lookReader = createLookReader(world, site);
  const readTraces = createTraceReader(world, site);
  const readMendable = createMendableReader(world, site);
  const readLost = createLostReader(world);
  return {
    look: lookReader.begin,
    acted: forget,
    observe: async ({ remote, shuttingDown, limits, agents, workerEnv, budget }) => {
      const worktrees = await readWorktrees(world.store.readMemory());
      const mendable = await readMendable();
      const memory = world.store.readMemory();
      const { runs, silences } = runReader.readRuns(memory);
      const logs = readLogs({ memory, runs, agents, workerEnv, budget });
      const looks = lookReader.readLooks(memory);
      const trees = readTrees(runs, limits);
      const strays = readStrays(memory, remote);
      const lost = readLost(memory, remote);
      const host = isWaitedFor(memory, remote) ? world.host.readHost(workPaths, temporaryPath) : null;
      const ledger = readLedger(memory.ledger);
      const traces = readTraces(memory, ledger);
      const now = world.clock.now();
      const isShortOfRoom = world.store.isShortOfRoom();
      return {
        now,
        memory,
        remote,
        runs,
        silences,
        logs,
        trees,
        looks,
        worktrees,
        strays,
        mendable,
        lost,
        host,
        ledger,
        traces,
        isShortOfRoom,
        shuttingDown,
      };
    },
  };
};

/** Room is only asked for while something may be started: a queued task, or an issue that is about to be one. */
const isWaitedFor = ({ tasks, knownIssues, refusals }: Memory, remote: RemoteView | null): boolean => {
  if (tasks.some(({ recorded }) => recorded.state === 'queued')) return true;
  const listed = remote?.issues.kind === 'known' ? remote.issues.value : [];
  return listed.some(
    ({ number }) => !knownIssues.has(number) && !refusals.some(({ issue }) => issue === number),
  );
};
