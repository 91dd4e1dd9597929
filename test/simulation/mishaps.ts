/**
 * What goes wrong, and the passing of time.
 */
import type { MishapCommand } from './commands.ts';
import { checkOverdue } from './rules-limits.ts';
import type { Simulation } from './simulation.ts';

type Doings = {
  readonly [K in MishapCommand['kind']]: (
    command: Extract<MishapCommand, { readonly kind: K }>,
    simulation: Simulation,
  ) => void | Promise<void>;
};

const chunkMs = 20_000;

/** In this time GitHub is asked at least once, unless it does not answer. */
const pollMs = 16_000;

/** Time passes; the daemon goes on meanwhile. No living runner is half a minute late with what it has to do. */
export const passTime = async (simulation: Simulation, ms: number): Promise<void> => {
  for (let leftMs = ms; leftMs > 0; leftMs -= chunkMs) {
    while (simulation.ground.processes.move());
    simulation.ground.clock.advance(Math.min(chunkMs, leftMs));
    await simulation.pump(25);
    checkOverdue(simulation.ground, simulation.daemon()?.isShuttingDown() === false);
  }
};

export const mishaps: Doings = {
  'kill-runner': ({ issue, andWorker }, { ground }) => {
    const { processes } = ground;
    const run =
      processes.liveOf(issue) ?? [...processes.runs.values()].findLast((one) => one.issue === issue);
    if (run === undefined) return;
    processes.killRunner(run);
    if (andWorker && run.worker === 'alive') processes.exit(run, { code: 137, why: 'self' });
  },
  'kill-worker': ({ issue }, { ground }) => {
    const run = ground.processes.liveOf(issue);
    if (run !== undefined) ground.processes.exit(run, { code: 137, why: 'self' });
  },
  fail: ({ what, count }, { ground }) => {
    ground.faults[what] = count;
  },
  'fail-write': ({ mode, count }, { ground }) => {
    ground.faults.githubWrites = count;
    ground.faults.writeMode = mode;
  },
  die: ({ writes, when }, { ground }) => {
    ground.faults.death = { writes, when };
  },
  'kill-daemon': (_, simulation) => simulation.kill(),
  'shut-down': ({ mode }, simulation) => simulation.shutDown(mode),
  start: (_, simulation) => simulation.start(),
  reboot: (_, simulation) => {
    const { processes, clock, witness } = simulation.ground;
    witness.note('the machine is restarted');
    simulation.kill();
    processes.reboot();
    clock.reboot();
  },
  'lose-memory': (_, simulation) => simulation.loseMemory(),
  jump: ({ days }, { ground }) => ground.clock.jump(days * 86_400_000),
  sleep: ({ hours }, { ground }) => ground.clock.sleep(hours * 3_600_000),
  freeze: ({ seconds }, { ground }) => {
    while (ground.processes.move());
    ground.clock.advance(seconds * 1000);
    ground.watch.sinceMs = ground.clock.now().uptimeMs;
  },
  room: ({ disk }, { ground }) => {
    const { room, settings } = ground;
    room.isKnown = disk !== 'unknown';
    const share = { plenty: 100, little: 0.9, nearly: 1.05, unknown: 100 }[disk];
    room.freeDiskBytes = (settings.host.minDiskBytes ?? 0) * share;
  },
  advance: ({ seconds }, simulation) => passTime(simulation, seconds * 1000),
  pump: ({ count }, simulation) => simulation.pump(count),
  settle: async (_, simulation) => {
    await passTime(simulation, pollMs);
    await simulation.settle();
  },
};
