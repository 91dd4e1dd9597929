/**
 * Ends what is left of a run whose runner is gone or silent, by proof and one process at a time: its mark in the
 * environment, or the recorded worker. Repeated until quiet, for the dying may fork. The runner carries the mark too; it
 * is spared until it is the only one left and has had time to record the exit.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, isStillMarked, type ProcessRef, readMarked, signalExactly } from './process-table.ts';
import type { RunPlace } from './read-run.ts';
import { type OwnerRecord, parseOwner } from './records.ts';
import { readOrNull } from './small-reads.ts';

/** How long nothing must be found, when to give up, and how long a runner may take to finish; milliseconds. */
export interface SweepPatience {
  readonly quietMs: number;
  readonly limitMs: number;
  readonly runnerMs: number;
}

const pauseMs = 20;

/** The pids still alive at the end; empty when all is quiet. @throws TransientError the table cannot be read. */
export const sweepRun = async (place: RunPlace, patience: SweepPatience): Promise<readonly number[]> => {
  const text = readOrNull(join(place.directory, 'owner'));
  const owner = text === null ? null : parseOwner(text);
  // A record nobody can read proves nothing: a person decides.
  if (owner === undefined) return readMarked(place.run).map(({ pid }) => pid);
  // Nothing recorded in another boot may be signalled.
  if (owner !== null && owner.boot !== place.boot) return [];
  return sweepUntilQuiet(place, owner, patience);
};

const sweepUntilQuiet = async (
  { run }: RunPlace,
  owner: OwnerRecord | null,
  { quietMs, limitMs, runnerMs }: SweepPatience,
): Promise<readonly number[]> => {
  const startedAt = performance.now();
  let busyAt = startedAt;
  for (;;) {
    const now = performance.now();
    const alive = readOurs(run, owner);
    const others = alive.filter(({ pid }) => pid !== owner?.runner.pid);
    if (alive.length === 0 && now - busyAt >= quietMs) return [];
    if (now - startedAt >= limitMs) return alive.map(({ pid }) => pid);
    const runnerIsDue = others.length === 0 && alive.length > 0 && now - busyAt >= runnerMs;
    for (const found of runnerIsDue ? alive : others) endProcess(found, run, owner);
    if (others.length > 0 || runnerIsDue) busyAt = performance.now();
    await sleep(pauseMs);
  }
};

const readOurs = (run: string, owner: OwnerRecord | null): readonly ProcessRef[] => {
  const marked = readMarked(run);
  const recorded = owner === null ? [] : [owner.runner, owner.worker];
  return [
    ...marked,
    ...recorded.filter(({ pid }) => !marked.some((found) => found.pid === pid)).filter(isAlive),
  ];
};

/** The proof is asked for again in the moment of the signal. */
const endProcess = (found: ProcessRef, run: string, owner: OwnerRecord | null): void => {
  const isRecorded = [owner?.runner, owner?.worker].some(
    (known) => known?.pid === found.pid && known.startTicks === found.startTicks,
  );
  if (isRecorded || isStillMarked(found, run)) signalExactly(found, 'SIGKILL');
};
