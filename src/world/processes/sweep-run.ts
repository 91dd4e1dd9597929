/**
 * Ends what is left of a run whose runner is gone or silent, by proof (kin.ts) and one process at a time. Repeated until
 * quiet, for the dying may fork. Two are kept for the end: the worker, stopped meanwhile, because it proves whose its
 * session is; and the runner, until it is the only one left and has had time to record the exit.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readKin } from './kin.ts';
import { isAlive, type ProcessRef, readMarked, signalExactly } from './process-table.ts';
import type { RunPlace } from './read-run.ts';
import { type OwnerRecord, parseOwner } from './records.ts';
import { readTier } from './run-directory.ts';
import { killScope, type ScopeSeen } from './scope.ts';
import { clearScratch } from './scratch.ts';
import { readOrNull } from './small-reads.ts';

/** How long nothing must be found, when to give up, and how long a runner may take to finish; milliseconds. */
export interface SweepPatience {
  readonly quietMs: number;
  readonly limitMs: number;
  readonly runnerMs: number;
}

/** With what it is swept. */
export interface SweepMeans {
  readonly patience: SweepPatience;
  readonly readScope: () => ScopeSeen;
}

const pauseMs = 20;

/** The pids still alive at the end; empty when all is quiet. @throws TransientError the table cannot be read. */
export const sweepRun = async (place: RunPlace, means: SweepMeans): Promise<readonly number[]> => {
  const text = readOrNull(join(place.directory, 'owner'));
  const owner = text === null ? null : parseOwner(text);
  // A record nobody can read proves nothing: a person decides.
  if (owner === undefined) return readMarked(place.run).map(({ pid }) => pid);
  // Nothing recorded in another boot may be signalled.
  if (owner !== null && owner.boot !== place.boot) return [];
  if (owner !== null && !isAlive(owner.runner)) endScope(place, means);
  const left = await sweepUntilQuiet(place, owner, means.patience);
  if (left.length === 0) await clearScratch(place.directory);
  return left;
};

/** The kernel reaches also those that no proof leads to. */
const endScope = ({ run, directory }: RunPlace, { readScope }: SweepMeans): void => {
  const scope = readTier(directory) === 'T0' ? readScope() : null;
  if (scope?.kind === 'there') killScope(run, scope);
};

const sweepUntilQuiet = async (
  { run }: RunPlace,
  owner: OwnerRecord | null,
  { quietMs, limitMs, runnerMs }: SweepPatience,
): Promise<readonly number[]> => {
  const startedAt = performance.now();
  let busyAt = startedAt;
  let alive: readonly ProcessRef[] = [];
  for (;;) {
    const now = performance.now();
    alive = readKin(run, owner, alive);
    const others = alive.filter(({ pid }) => pid !== owner?.runner.pid);
    if (alive.length === 0 && now - busyAt >= quietMs) return [];
    if (now - startedAt >= limitMs) return giveUp(alive, owner);
    const runnerIsDue = others.length === 0 && alive.length > 0 && now - busyAt >= runnerMs;
    endAll(runnerIsDue ? alive : others, owner);
    if (others.length > 0 || runnerIsDue) busyAt = performance.now();
    await sleep(pauseMs);
  }
};

/** The worker was only stopped as long as others were to end first: it does not stay so. */
const giveUp = (alive: readonly ProcessRef[], owner: OwnerRecord | null): readonly number[] => {
  for (const one of alive) if (one.pid === owner?.worker.pid) signalExactly(one, 'SIGKILL');
  return alive.map(({ pid }) => pid);
};

/** What was proven is signalled with its identity, looked up once more. The worker is last. */
const endAll = (found: readonly ProcessRef[], owner: OwnerRecord | null): void => {
  const worker = found.find(({ pid }) => pid === owner?.worker.pid);
  const others = found.filter((one) => one !== worker);
  if (worker !== undefined) signalExactly(worker, others.length > 0 ? 'SIGSTOP' : 'SIGKILL');
  for (const one of others) signalExactly(one, 'SIGKILL');
};
