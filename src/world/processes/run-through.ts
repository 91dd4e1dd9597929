/**
 * One command to its end. It is a run like a worker's, so it lives on when the coordinator dies, and ends at its own
 * ceiling; only its record goes with its end, as nobody asks for it afterwards.
 */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExitRecord, ProcessIdentity, RunSeen } from '../../model/attempt.ts';
import type { RunSpec } from '../../model/run-spec.ts';
import type { Processes } from '../world.ts';
import { isAlive } from './process-table.ts';

/** With what it is run: the doors of the same folder. */
export type Means = Pick<Processes, 'startRun' | 'readRun' | 'stopRun' | 'sweepRun' | 'fenceRun'> & {
  /** Of the run's record. */
  readonly directory: string;
};

const lookMs = 40;

/** How long its end may take beyond the grace, and again after that the death of its tree. */
const patienceMs = 30_000;

/** @see WholeRuns.runThrough */
export const runThrough = async (
  spec: RunSpec,
  { limitMs, ...means }: Means & { readonly limitMs: number },
): Promise<ExitRecord | null> => {
  const runner = await means.startRun(spec);
  const exit = await endOf(spec, { ...means, limitMs });
  if (exit === null) return null;
  // It outlives its own record for a moment, in the directory that the command ran in.
  await untilGone(runner);
  rmSync(means.directory, { recursive: true, force: true });
  return exit;
};

const endOf = async (
  { run, graceMs }: RunSpec,
  means: Means & { readonly limitMs: number },
): Promise<ExitRecord | null> => {
  const startedMs = performance.now();
  const steps: readonly [number, () => unknown][] = [
    [means.limitMs, () => means.stopRun(run, 'term')],
    [graceMs + patienceMs, () => means.stopRun(run, 'kill')],
    [patienceMs, () => means.fenceRun(run)],
  ];
  let [dueMs, done] = [startedMs, 0];
  for (;;) {
    const seen = means.readRun(run);
    if (seen.kind === 'ended') return seen.exit;
    if (isUnknown(seen)) return null;
    if (seen.kind === 'orphaned') await means.sweepRun(run);
    const [waitMs, step] = steps[done] ?? [0, null];
    if (step === null) return null;
    if (performance.now() > dueMs + waitMs) {
      // Right after its start there is nobody to be asked yet.
      const isTooEarly = step() === 'gone' && performance.now() < dueMs + waitMs + patienceMs;
      if (!isTooEarly) {
        dueMs += waitMs;
        done += 1;
      }
    }
    await pause(lookMs);
  }
};

const isUnknown = ({ kind }: RunSeen): boolean =>
  kind === 'lost' || kind === 'fenced' || kind === 'absent' || kind === 'garbled';

const untilGone = async (runner: ProcessIdentity): Promise<void> => {
  const giveUpMs = performance.now() + patienceMs;
  while (isAlive(runner) && performance.now() < giveUpMs) await pause(lookMs);
};
