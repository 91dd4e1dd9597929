/**
 * Theory of operation. A simulation is a world (ground.ts) in which people, workers and mishaps act (people.ts,
 * workers.ts, mishaps.ts) while daemons live in it, one after the other, on the real store. It moves in events: a door
 * lets one waiting call through, a runner does what is due, a tick begins; chance, from the seed, picks which. Rules
 * (rules-*.ts) are checked by the doors in the moment something happens, and here when all is quiet. The same seed and
 * the same commands are the same history.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerSection } from '../../src/model/ledger.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { isTerminal } from '../../src/model/task.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { readLedgerRecords } from '../../src/render/ledger-records.ts';
import { openStore } from '../../src/world/store/open-store.ts';
import type { Store } from '../../src/world/world.ts';
import type { Faults } from './faults.ts';
import { breathe } from './gate.ts';
import { createGround, type Ground, ledgerPath } from './ground.ts';
import { checkCare } from './rules-care.ts';
import { checkSpenders } from './rules-money.ts';
import { createRunRules } from './rules-runs.ts';
import { createTaskRules } from './rules-tasks.ts';
import { type SimulatedDaemon, startSimulatedDaemon } from './simulated-daemon.ts';

/** True when nothing is about to fail: otherwise the next look may see what the last could not. */
const isSound = (faults: Faults): boolean =>
  Object.values(faults).every((count) => typeof count !== 'number' || count === 0);

/** Issues that the ledger shows, as it was written, among the finished ones, and that are finished for good. */
const finishedIn = (text: string | null, { tasks }: Memory): readonly number[] => {
  const parse = parseLedger(text);
  if (parse.kind !== 'block') return [];
  const records = readLedgerRecords(text);
  return tasks
    .filter(
      ({ recorded, attempts }) => isTerminal(recorded.state) && attempts.at(-1)?.stop?.cause !== 'shutdown',
    )
    .map(({ issue }) => issue)
    .filter((issue) => {
      const rows = parse.entries.filter((entry) => entry.issue === issue);
      const wrote = records.get(issue)?.wrote;
      return (
        rows.length === 1 && rows[0]?.section === wrote && wrote !== undefined && finished.includes(wrote)
      );
    });
};

/** Issues with a row, also where the block is damaged. */
const rowsIn = (text: string | null): ReadonlySet<number> =>
  new Set([...(text ?? '').matchAll(/\bgh-(\d+):/g)].map(([, issue]) => Number(issue)));

const finished: readonly LedgerSection[] = ['completed', 'failed', 'cancelled'];

/** How much time an event takes. */
const eventMs = 20;

/** How many rounds of ticks may pass before all is quiet. */
const settleLimit = 120;

export interface Simulation {
  readonly ground: Ground;
  readonly store: () => Store;
  /** The daemon that lives now; null when it was ended and nobody has started another. */
  daemon(): SimulatedDaemon | null;
  /** A new daemon, unless one lives. */
  start(): void;
  /** `kill -9` of the daemon. */
  kill(): void;
  /** `kill -9` of the daemon, and its database is deleted. */
  loseMemory(): void;
  /** A person has edited the ledger. */
  ledgerEdited(text: string | null): void;
  /** The daemon is asked to end. */
  shutDown(mode: 'stop' | 'detach'): void;
  /** So many events. */
  pump(count: number): Promise<void>;
  /** Events until nothing more happens by itself, and the rule about a quiet world. */
  settle(): Promise<void>;
  close(): void;
}

/** Memory instead of a disk where the system has such a folder: the store syncs at every write. */
const temporaryRoot = (): string =>
  statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() ? '/dev/shm' : tmpdir();

export const createSimulation = (source: {
  readonly seed: number;
  readonly isOrderly: boolean;
}): Simulation => {
  const directory = mkdtempSync(join(temporaryRoot(), 'simulation-'));
  let store: Store | null = null;
  let daemon: SimulatedDaemon | null = null;
  let isSupervised = true;
  let seenSince = 0;
  const open = (): Store => openStore({ path: join(directory, 'state.db'), now: ground.clock.now }).store;
  const theStore = (): Store => {
    store ??= open();
    return store;
  };
  const runRules = createRunRules(
    () => ground,
    () => theStore().readMemory(),
  );
  const ground = createGround({ ...source, onExecute: runRules.onExecute });
  const taskRules = createTaskRules(ground, {
    since: () => seenSince,
    memory: () => theStore().readMemory(),
  });
  const { witness, gate, processes, clock } = ground;

  const start = (): void => {
    isSupervised = true;
    if (daemon !== null && !daemon.life.isOver) return;
    store?.close();
    store = open();
    ground.watch.sinceMs = clock.now().uptimeMs;
    witness.note('a daemon starts');
    witness.end(0, 'shutdown');
    const onSight = (step: number): void => {
      seenSince = step;
    };
    daemon = startSimulatedDaemon({ ground, store, taskRules, runRules, onSight });
  };
  const current = (): SimulatedDaemon | null => {
    if (daemon?.life.isOver && daemon.isShuttingDown()) isSupervised = false;
    if (daemon?.life.isOver) daemon = null;
    if (daemon === null && isSupervised) start();
    return daemon;
  };
  /** One event; false when there was nothing to do but to tick. */
  const event = async (mayTick: boolean): Promise<boolean> => {
    witness.nextStep();
    clock.advance(eventMs);
    const living = current();
    const pick = ground.chance.below(10);
    if (pick < 2 && processes.move()) return true;
    if (mayTick && pick < 4 && living !== null && !living.isTicking()) {
      void living.tick();
      await breathe();
      return true;
    }
    if (gate.waitingCount() > 0) {
      await gate.release();
      return true;
    }
    return processes.move();
  };
  const drain = async (): Promise<void> => {
    while (await event(false)) if (witness.breaches.length > 0) return;
  };
  const tickOnce = async (): Promise<void> => {
    void current()?.tick();
    await breathe();
    while (daemon?.isTicking() && !daemon.life.isOver && gate.waitingCount() > 0) await gate.release();
  };
  const isQuiet = (): boolean => {
    const living = current();
    if (living === null) return true;
    return living.lastPlan()?.actions.length === 0 && living.isIdle() && !living.isTicking();
  };
  const settle = async (): Promise<void> => {
    for (let count = 0; count < settleLimit; count += 1) {
      await drain();
      const before = current();
      const wasSound = isSound(ground.faults);
      await tickOnce();
      if (witness.breaches.length > 0) return;
      if (before === current() && isQuiet() && gate.waitingCount() === 0 && !processes.move()) {
        if (wasSound) await checkQuiet();
        return;
      }
    }
    const kinds =
      daemon
        ?.lastPlan()
        ?.actions.map(({ kind }) => kind)
        .join(', ') ?? 'no plan';
    witness.breach('R5', `nothing ever comes to rest: ${kinds}`);
  };
  /** With a quiet world the next tick plans nothing and writes nothing. */
  const checkQuiet = async (): Promise<void> => {
    if (current() === null) return;
    const { writes } = ground.counter;
    await tickOnce();
    const plan = daemon?.lastPlan();
    if (plan && plan.actions.length > 0)
      witness.breach('R7', `planned in a quiet world: ${plan.actions.map(({ kind }) => kind).join(', ')}`);
    if (ground.counter.writes !== writes) witness.breach('R7', 'wrote in a quiet world');
    checkSpenders(ground, theStore().readMemory());
    checkCare(ground, theStore().readMemory());
  };
  start();
  return {
    ground,
    store: theStore,
    daemon: current,
    start,
    kill: () => {
      if (daemon !== null) daemon.life.isOver = true;
      witness.note('the daemon is killed');
    },
    loseMemory: () => {
      taskRules.onMemoryLost(finishedIn(ground.disk.read(ledgerPath), theStore().readMemory()));
      if (daemon !== null) daemon.life.isOver = true;
      store?.close();
      store = null;
      rmSync(join(directory, 'state.db'), { force: true });
      // What only memory knew of the file as it was written last cannot be asked for any more.
      ground.ledger.mustKeep = null;
      ground.ledger.wasWritten = false;
      witness.note('memory is lost');
    },
    ledgerEdited: (text) => taskRules.onLedgerEdited(rowsIn(text)),
    shutDown: (mode) => {
      ground.settings = { ...ground.settings, shutdown: mode };
      witness.begin(0, 'shutdown');
      current()?.shutDown();
    },
    pump: async (count) => {
      for (let done = 0; done < count && witness.breaches.length === 0; done += 1) await event(true);
    },
    settle,
    close: () => {
      if (daemon !== null) daemon.life.isOver = true;
      store?.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
