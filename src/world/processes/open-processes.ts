/**
 * Worker processes. Theory of operation:
 *
 * Each attempt has a run directory and a runner (`runner.sh`), a tiny shell that outlives the coordinator. The
 * coordinator writes the directory and starts the runner; from then on it only reads files and, to end a run, signals
 * the runner. The runner starts the worker in a session of its own, records its exit status, and ends its whole tree:
 * on Linux it is a child subreaper, so whatever escapes becomes its child, and "no children" is proof that all is gone.
 *
 * coordinator --execa, detached, logs as descriptors--> launcher.pl --exec--> runner.sh --> session.pl --exec--> worker
 *
 * Always holds:
 * - The command of a run is executed at most once: `claim` is made once, by the runner or, to call it off, by us.
 * - A recorded exit code is the worker's own. When the runner is lost the exit is unknown (`lost`), never success.
 * - A process is signalled only with its recorded identity (pid, start time, boot), the run's mark
 *   (`COORDINATOR_RUN=<run>` in its environment), or a proof that leads on from these (kin.ts), looked up just then.
 * - A read that fails throws; it never looks like a dead process.
 */
import type { RunId } from '../../model/ids.ts';
import type { Processes } from '../world.ts';
import { readBootId, readSelf } from './machine.ts';
import { type RunPlace, readRun } from './read-run.ts';
import { readSupervision } from './read-supervision.ts';
import { readTree } from './read-tree.ts';
import { directoryOf, fence, listRuns, readAbout, readLogPaths, readWorkingPath } from './run-directory.ts';
import { runThrough } from './run-through.ts';
import { type RunnerTools, readRunnerTools } from './runner-tools.ts';
import type { ScopeSeen } from './scope.ts';
import { startRun } from './start-run.ts';
import { stopRun } from './stop-run.ts';
import { type SweepPatience, sweepRun } from './sweep-run.ts';

/** Where runs are kept; what is left out is taken from the machine, or is patient enough for a real one. */
export interface ProcessesOptions {
  /** Absolute path of the directory of run directories, `.coordinator/runs`. */
  readonly runsPath: string;
  readonly tools?: RunnerTools;
  readonly patience?: SweepPatience;
  /** Whether scopes can be made; asked at most once, and only where a limit of a whole tree is set. */
  readonly probeScope?: () => ScopeSeen;
}

const noScope = (): ScopeSeen => ({ kind: 'none', why: 'not asked for' });

const usualPatience: SweepPatience = { quietMs: 1000, limitMs: 10_000, runnerMs: 2000 };

/** The door to worker processes. @throws TransientError the machine tells no boot id. */
export const openProcesses = (options: ProcessesOptions): Processes => {
  const { runsPath, tools = readRunnerTools(), patience = usualPatience } = options;
  const boot = readBootId();
  let scope: ScopeSeen | null = null;
  const readScope = (): ScopeSeen => {
    scope ??= (options.probeScope ?? noScope)();
    return scope;
  };
  const placeOf = (run: RunId): RunPlace => ({ run, directory: directoryOf(runsPath, run), boot });
  const logPaths = new Map<RunId, readonly string[]>();
  const readLogs = (run: RunId) => {
    const known = logPaths.get(run) ?? readLogPaths(placeOf(run).directory);
    logPaths.set(run, known);
    return known;
  };
  const processes: Processes = {
    startRun: (spec) => startRun(spec, { directory: placeOf(spec.run).directory, tools, readScope, boot }),
    readRun(run) {
      const seen = readRun(placeOf(run), () => readLogs(run));
      if (seen.kind !== 'live') logPaths.delete(run);
      return seen;
    },
    listRuns: () => listRuns(runsPath),
    readRunPath: (run) => readWorkingPath(placeOf(run).directory),
    readTree: (run, exactAboveBytes) => readTree(placeOf(run), exactAboveBytes),
    readSupervision: (limits) => readSupervision(limits, { tools, readScope }),
    readRunAbout: (run) => readAbout(placeOf(run).directory),
    fenceRun: (run) => fence(placeOf(run).directory),
    stopRun: (run, level) => stopRun(placeOf(run), level),
    sweepRun: (run) => sweepRun(placeOf(run), { patience, readScope }),
    readSelf,
    runThrough: (spec, limitMs) =>
      runThrough(spec, { ...processes, directory: placeOf(spec.run).directory, limitMs }),
  };
  return processes;
};
