/**
 * Runners and workers, with the run directory between them and the coordinator (guide: run directory, adoption table).
 * What they really do is known here; a door only tells what a coordinator can see.
 */
import type { ExitRecord, RunSeen } from '../../src/model/attempt.ts';
import type { RunId } from '../../src/model/ids.ts';
import type { RunSpec } from '../../src/model/run-spec.ts';
import type { Chance } from './chance.ts';
import type { FakeClock } from './fake-clock.ts';

/** What workers use; it costs a dollar for a million tokens. */
export const simulatedModel = 'simulated-model';

export interface Run {
  readonly run: RunId;
  readonly issue: number;
  readonly spec: RunSpec | null;
  claim: 'absent' | 'unclaimed' | 'fenced' | 'claimed';
  runner: 'none' | 'spawned' | 'alive' | 'dead';
  hasOwner: boolean;
  worker: 'none' | 'alive' | 'dead';
  /** A child of the worker that outlives it. */
  leftover: boolean;
  exit: ExitRecord | null;
  isDrained: boolean;
  boot: string;
  startedMs: number;
  outputMs: number;
  /** Wall clock of the last output, as a file's time tells it; null = none yet. */
  outputAtMs: number | null;
  /** When it last changed its worktree; null = never. */
  editedMs: number | null;
  /** How often it was seen alive beyond all its limits. */
  overdueCount: number;
  asked: 'term' | 'kill' | null;
  killAtMs: number;
  isStubborn: boolean;
  executions: number;
  /** Of its whole tree, two looks in a row. */
  residentBytes: number;
  /** What it has told of its cost. */
  spentUsd: number;
  /** How long its provider wants a pause, from about its end; null = it does not. */
  limitedForMs: number | null;
  endedAtStep: number | null;
  endedMs: number | null;
}

export interface FakeProcesses {
  readonly runs: Map<RunId, Run>;
  readonly live: () => readonly Run[];
  /** The latest run of an issue whose worker lives. */
  liveOf(issue: number): Run | undefined;
  /** Something a runner would do by itself by now; false when none would. */
  move(): boolean;
  exit(run: Run, exit: Omit<ExitRecord, 'durationMs'>): void;
  killRunner(run: Run): void;
  reboot(): void;
}

export interface FakeProcessesSource {
  readonly clock: FakeClock;
  readonly chance: Chance;
  readonly step: () => number;
  /** A command is executed now. */
  readonly onExecute: (run: Run) => void;
}

export const createFakeProcesses = (source: FakeProcessesSource): FakeProcesses => {
  const { clock, chance, step, onExecute } = source;
  const runs = new Map<RunId, Run>();
  const endWorker = (run: Run): void => {
    run.worker = 'dead';
    run.endedAtStep = step();
    run.endedMs = clock.now().uptimeMs;
  };
  const exit = (run: Run, record: Omit<ExitRecord, 'durationMs'>): void => {
    endWorker(run);
    if (run.runner !== 'alive') return;
    run.exit = { ...record, durationMs: clock.now().uptimeMs - run.startedMs };
    if (run.leftover) return;
    run.isDrained = true;
    run.runner = 'dead';
  };
  const claim = (run: Run): void => {
    if (run.claim !== 'unclaimed') {
      run.runner = 'dead';
      return;
    }
    run.claim = 'claimed';
    run.runner = 'alive';
    run.worker = 'alive';
    run.executions += 1;
    run.startedMs = clock.now().uptimeMs;
    run.outputMs = run.startedMs;
    onExecute(run);
  };
  const moveOne = (run: Run): boolean => {
    if (run.runner === 'spawned') {
      claim(run);
      return true;
    }
    if (run.runner !== 'alive') return false;
    if (!run.hasOwner) {
      run.hasOwner = true;
      return true;
    }
    const isPast = run.asked !== null && clock.now().uptimeMs >= run.killAtMs;
    if (run.worker === 'alive' && run.asked !== null && (!run.isStubborn || isPast)) {
      const isKill = run.asked === 'kill' || run.isStubborn;
      exit(run, { code: isKill ? 137 : 143, why: isKill ? 'kill' : 'term' });
      return true;
    }
    if (run.exit !== null && run.leftover) {
      run.leftover = false;
      run.isDrained = true;
      run.runner = 'dead';
      return true;
    }
    return false;
  };
  const live = () => [...runs.values()].filter(({ worker }) => worker === 'alive');
  return {
    runs,
    live,
    liveOf: (issue) => live().findLast((run) => run.issue === issue),
    move: () => {
      const all = [...runs.values()];
      const start = chance.below(Math.max(1, all.length));
      return [...all.slice(start), ...all.slice(0, start)].some(moveOne);
    },
    exit,
    killRunner: (run) => {
      if (run.runner === 'alive' || run.runner === 'spawned') run.runner = 'dead';
    },
    reboot: () => {
      for (const run of runs.values()) {
        if (run.worker === 'alive') endWorker(run);
        run.leftover = false;
        if (run.runner !== 'none') run.runner = 'dead';
      }
    },
  };
};

/** What one look tells: the adoption table. `boot` is the present one. */
export const seenOf = (run: Run | undefined, boot: string): RunSeen => {
  if (run === undefined || run.claim === 'absent') return { kind: 'absent' };
  if (run.claim === 'fenced' || run.claim === 'unclaimed') return { kind: run.claim };
  const hasProcesses = run.worker === 'alive' || run.leftover || run.runner === 'alive';
  if (!run.hasOwner) return hasProcesses ? { kind: 'claimed' } : { kind: 'lost', why: 'runner-died' };
  const runnerAlive = run.runner === 'alive';
  const isOver = run.isDrained || run.boot !== boot || !hasProcesses;
  if (run.exit !== null)
    return isOver ? { kind: 'ended', exit: run.exit } : { kind: 'draining', exit: run.exit, runnerAlive };
  if (run.boot !== boot) return { kind: 'lost', why: 'reboot' };
  const pid = pidOf(run);
  if (runnerAlive) return { kind: 'live', workerPid: pid, lastOutputAtMs: run.outputAtMs };
  return hasProcesses ? { kind: 'orphaned', pids: [pid] } : { kind: 'lost', why: 'runner-died' };
};

/** The worker's process id. */
export const pidOf = (run: Run): number => 10_000 + Number(run.run.slice(-6));
