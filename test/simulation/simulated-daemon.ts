/**
 * One daemon's life: the real observer, poller, tick and lanes on the fake world. It ends in order, or by a death at
 * one of its writes; either way its doors are shut, so that nothing of it goes on.
 */
import { perform } from '../../src/act/perform.ts';
import { isFinished } from '../../src/daemon/endings.ts';
import { createLanes } from '../../src/daemon/lanes.ts';
import { createPoller } from '../../src/daemon/poller.ts';
import { tick } from '../../src/daemon/tick.ts';
import type { Plan } from '../../src/model/action.ts';
import { TransientError } from '../../src/model/failures.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import { createObserver } from '../../src/observe/observe.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { createLostRowReader } from '../../src/observe/traces.ts';
import type { Clock, Store, World } from '../../src/world/world.ts';
import { createGitDoor } from './fake-git.ts';
import { isDeath, type Life, type Reach } from './faults.ts';
import { createFilesDoor } from './files-door.ts';
import { createGitHubDoor } from './github-door.ts';
import { type Ground, ledgerPath, placing, site } from './ground.ts';
import { createHostDoor } from './host-door.ts';
import { createProcessesDoor } from './processes-door.ts';
import { checkLedgerWrite } from './rules-ledger.ts';
import type { RunRules } from './rules-runs.ts';
import type { TaskRules } from './rules-tasks.ts';
import { createStoreDoor } from './store-door.ts';

export interface SimulatedDaemon {
  readonly life: Life;
  isTicking(): boolean;
  isIdle(): boolean;
  /** One tick; resolves when its decisions are recorded and the rest is under way. */
  tick(): Promise<void>;
  /** What the last whole tick wanted; null before the first, and after one that the disk did not allow. */
  lastPlan(): Plan | null;
  shutDown(): void;
  isShuttingDown(): boolean;
}

export interface DaemonParts {
  readonly ground: Ground;
  readonly store: Store;
  readonly taskRules: TaskRules;
  readonly runRules: RunRules;
  /** Told what the daemon goes by from now on. */
  readonly onSight: (step: number) => void;
}

/** Starts a daemon; its first poll is under way. */
export const startSimulatedDaemon = (parts: DaemonParts): SimulatedDaemon => {
  const { ground } = parts;
  const life: Life = { isOver: false };
  const world = ground.through(worldOf(parts, life));
  const readSettings = () => ground.settings;
  let isTicking = false;
  let busyCount = 0;
  let isShuttingDown = false;
  let plan: Plan | null = null;
  const onError = (error: unknown): void => {
    if (life.isOver) return;
    life.isOver = true;
    if (!isDeath(error)) ground.witness.breach('bug', describe(error));
  };
  const lanes = createLanes({
    perform: async (action) => {
      busyCount += 1;
      try {
        await ground.gate.pass();
        const outcome = await perform(action, { world, site, settings: ground.settings });
        if ('issue' in action) observer.acted(action.issue);
        return outcome;
      } finally {
        busyCount -= 1;
      }
    },
    onDone: () => undefined,
    onBug: onError,
  });
  const steps = new WeakMap<RemoteView, number>();
  const reader = createRemoteReader(world, createLostRowReader(world, site));
  const poller = createPoller({
    world,
    reader: {
      readRemote: async (memory, settings) => {
        const step = ground.witness.step();
        const view = await reader.readRemote(memory, settings);
        steps.set(view, step);
        return view;
      },
    },
    readSettings,
    onView: () => undefined,
    onBug: onError,
  });
  const observer = createObserver(world, site);
  const finish = (): void => {
    ground.witness.note('the daemon has ended');
    life.isOver = true;
    poller.stop();
  };
  const step = async (): Promise<void> => {
    const remote = poller.readView();
    const now = ground.witness.step();
    parts.onSight(Math.min(now, (remote === null ? undefined : steps.get(remote)) ?? now));
    const input = { world, site, settings: ground.settings, observer, lanes, placing };
    const ticked = await tick(input, { remote, shuttingDown: isShuttingDown });
    plan = ticked.plan;
    if (life.isOver) return;
    if (plan.pollSoon) poller.hint();
    const { tasks } = world.store.readMemory();
    const { strays } = ticked.snapshot;
    const source = {
      settings: ground.settings,
      tasks,
      plan,
      lanes,
      remote,
      strays,
      isShuttingDown,
      heldByPeople: new Set<number>(),
      isBeforeStart: false,
    };
    if (isFinished({ ...source, mode: 'forever' })) finish();
  };
  return {
    life,
    isTicking: () => isTicking,
    isIdle: () => busyCount === 0,
    lastPlan: () => plan,
    isShuttingDown: () => isShuttingDown,
    tick: async () => {
      isTicking = true;
      try {
        await step();
      } catch (error) {
        plan = null;
        if (!(error instanceof TransientError)) onError(error);
      } finally {
        isTicking = false;
      }
    },
    shutDown: () => {
      isShuttingDown = true;
      poller.stop();
      world.clock.after(30_000, finish);
    },
  };
};

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};

const worldOf = ({ ground, store, taskRules, runRules }: DaemonParts, life: Life): World => {
  const { witness, gate, faults, counter, disk, git, github, processes, chance, clock } = ground;
  const reach: Reach = { life, faults, witness, gate, counter };
  const ownClock: Clock = {
    ...clock.clock,
    after: (delayMs, run) => clock.clock.after(delayMs, () => !life.isOver && run()),
  };
  return {
    clock: ownClock,
    narrator: { tell: () => undefined },
    store: createStoreDoor(store, reach, taskRules),
    github: createGitHubDoor(github, reach),
    git: createGitDoor({ git, disk, clock, ...runRules }, reach),
    processes: createProcessesDoor({ processes, clock, chance, ...runRules }, reach),
    host: createHostDoor(ground),
    prices: { readPrices: () => null },
    files: createFilesDoor(disk, reach, {
      onReplace: (path, before, next) => {
        if (path === ledgerPath) checkLedgerWrite(ground, store, { before, next });
        for (const issue of [1, 2, 3]) {
          witness.end(issue, 'ledger-cancel');
          witness.end(issue, 'ledger-retry');
        }
      },
      onRemove: runRules.onRemove,
    }),
  };
};
