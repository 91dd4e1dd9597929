/**
 * Names that are computed, never stored twice: issue number -> task key, run id -> worker id.
 */

/** A task's key, `gh-450`: the only thing that identifies a ledger row, a worktree directory, a log. */
export type TaskKey = `gh-${number}`;

/** One attempt's unique id, a UUID; the value of `COORDINATOR_RUN` and the name of its run directory. */
export type RunId = string;

/** A worker's short name, `w-3fa2c1`: the first six hex digits of its run id. */
export type WorkerId = `w-${string}`;

/** The key of issue 450 is `gh-450`. */
export const keyOf = (issue: number): TaskKey => `gh-${issue}`;

/** 450 for `gh-450`; undefined for anything that is not a task key. */
export const issueOf = (key: string): number | undefined => {
  const digits = /^gh-([1-9]\d{0,9})$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** `w-3fa2c1` for the run id `3fa2c1d0-...`. */
export const workerOf = (run: RunId): WorkerId => `w-${run.replaceAll('-', '').slice(0, 6)}`;

const teardownEnding = '-teardown';

/** The run of `worktrees.teardown` with this id: it is no attempt's. */
export const teardownRunOf = (run: RunId): RunId => `${run}${teardownEnding}`;

/** True for what {@link teardownRunOf} named. */
export const isTeardownRun = (run: RunId): boolean => run.endsWith(teardownEnding);
