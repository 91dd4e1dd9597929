/**
 * The port to the fake processes, as one daemon sees it.
 */
import { BugError } from '../../src/model/failures.ts';
import { issueOf } from '../../src/model/ids.ts';
import type { RunSpec } from '../../src/model/run-spec.ts';
import type { Processes } from '../../src/world/world.ts';
import type { Chance } from './chance.ts';
import type { FakeClock } from './fake-clock.ts';
import { type FakeProcesses, pidOf, type Run, seenOf } from './fake-processes.ts';
import { assertAlive, effect, failIfDue, isDue, type Reach } from './faults.ts';

export interface ProcessesDoorSource {
  readonly processes: FakeProcesses;
  readonly clock: FakeClock;
  readonly chance: Chance;
  /** A start was asked for; checked before anything else happens. */
  readonly onStart: (issue: number, spec: RunSpec) => void;
  /** A run is about to be signalled. */
  readonly onSignal: (run: Run, how: string) => void;
}

export const createProcessesDoor = (source: ProcessesDoorSource, reach: Reach): Processes => {
  const { processes, clock, chance, onStart, onSignal } = source;
  const { runs } = processes;
  const boot = () => clock.now().boot;
  return {
    startRun: async (spec) => {
      const issue = issueOf(spec.env.COORDINATOR_TASK ?? '') ?? 0;
      onStart(issue, spec);
      await reach.gate.pass();
      const made = effect(reach, `processes: run directory of ${spec.run}`, () => {
        failIfDue(reach, 'starts');
        if (runs.has(spec.run)) throw new BugError('a run is started once');
        const run = newRun({ spec, issue, clock });
        run.isStubborn = chance.happens(0.2);
        runs.set(spec.run, run);
        return run;
      });
      return effect(reach, `processes: start ${spec.run}`, () => {
        made.runner = isDue(reach, 'runners') ? 'dead' : 'spawned';
        return { pid: pidOf(made) - 1, startTicks: '1', boot: boot() };
      });
    },
    readRun: (run) => {
      assertAlive(reach);
      return seenOf(runs.get(run), boot());
    },
    listRuns: () => {
      assertAlive(reach);
      return [...runs.keys()];
    },
    readRunPath: (run) => runs.get(run)?.spec?.cwd ?? null,
    readTree: (run) => {
      assertAlive(reach);
      failIfDue(reach, 'trees');
      const found = runs.get(run);
      return found === undefined ? null : { processCount: 1, residentBytes: found.residentBytes };
    },
    readSupervision: () => ({ tier: 'T1', why: '', memory: 'sampled', processes: 'sampled', lowered: [] }),
    readRunAbout: (run) => runs.get(run)?.spec?.about ?? null,
    fenceRun: (run) =>
      effect(reach, `processes: fence ${run}`, () => {
        const found = runs.get(run);
        if (found === undefined) {
          const lost = newRun({ spec: null, issue: 0, clock, run });
          lost.claim = 'fenced';
          runs.set(run, lost);
          return 'fenced';
        }
        if (found.claim === 'unclaimed' || found.claim === 'absent') found.claim = 'fenced';
        return found.claim === 'fenced' ? 'fenced' : 'claimed';
      }),
    stopRun: (run, level) => {
      assertAlive(reach);
      const found = runs.get(run);
      if (found === undefined || !found.hasOwner || found.runner !== 'alive') return 'gone';
      return effect(reach, `processes: ${level} ${run}`, () => {
        onSignal(found, level);
        const isFirst = found.asked === null;
        found.asked = level === 'kill' ? 'kill' : (found.asked ?? 'term');
        if (level === 'kill') found.killAtMs = clock.now().uptimeMs;
        else if (isFirst) found.killAtMs = clock.now().uptimeMs + (found.spec?.graceMs ?? 0);
        return 'sent';
      });
    },
    sweepRun: async (run) => {
      await reach.gate.pass();
      return effect(reach, `processes: sweep ${run}`, () => {
        const found = runs.get(run);
        if (found === undefined || found.boot !== boot()) return [];
        if (reach.faults.sweeps > 0 && found.worker === 'alive') {
          reach.faults.sweeps -= 1;
          return [pidOf(found)];
        }
        sweep(found, source);
        return [];
      });
    },
    readSelf: () => ({ pid: 1, startTicks: '1', boot: boot() }),
    runThrough: () => Promise.resolve({ code: 0, why: 'self', durationMs: 1 }),
  };
};

const sweep = (run: Run, { processes, onSignal }: ProcessesDoorSource): void => {
  if (run.worker === 'alive' || run.leftover) onSignal(run, 'sweep');
  run.leftover = false;
  if (run.worker === 'alive') processes.exit(run, { code: 137, why: 'self' });
  if (run.runner === 'alive' && run.exit !== null) run.isDrained = true;
  if (run.runner !== 'none') run.runner = 'dead';
};

const newRun = (source: {
  readonly spec: RunSpec | null;
  readonly issue: number;
  readonly clock: FakeClock;
  readonly run?: string;
}): Run => {
  const { spec, issue, clock } = source;
  const { boot, uptimeMs } = clock.now();
  return {
    run: source.run ?? spec?.run ?? '',
    issue,
    spec,
    claim: 'unclaimed',
    runner: 'none',
    hasOwner: false,
    worker: 'none',
    leftover: false,
    exit: null,
    isDrained: false,
    boot,
    startedMs: uptimeMs,
    outputMs: uptimeMs,
    outputAtMs: null,
    editedMs: null,
    overdueCount: 0,
    asked: null,
    killAtMs: 0,
    isStubborn: false,
    executions: 0,
    spentUsd: 0,
    limitedForMs: null,
    residentBytes: 100,
    endedAtStep: null,
    endedMs: null,
  };
};
