import type { ExitRecord } from '../model/attempt.ts';
import type { RunSpec } from '../model/run-spec.ts';

/** Part of {@link Processes}. */
export interface WholeRuns {
  /**
   * Runs a command to its end, its whole tree included, under a runner like a worker's; what takes longer than `limitMs`
   * is asked to end. Leaves no record behind. Null: how it ended is not known. @throws as `startRun` and `readRun` do.
   */
  runThrough(spec: RunSpec, limitMs: number): Promise<ExitRecord | null>;
}
