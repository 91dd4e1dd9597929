/**
 * The attempts that may have processes, as their run directories and the process table show them.
 */
import type { RunSeen } from '../model/attempt.ts';
import { isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { Memory } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Watches for output between looks. */
export interface RunReader {
  readRuns(memory: Memory): {
    readonly runs: ReadonlyMap<RunId, RunSeen>;
    readonly silences: ReadonlyMap<RunId, number>;
  };
}

/**
 * Silence is measured by our own watching, in the machine's time awake: a clock that jumps and a machine that sleeps are
 * no silence, and a restart of the coordinator starts it anew.
 */
export const createRunReader = ({ processes, clock }: World): RunReader => {
  const heard = new Map<
    RunId,
    { readonly outputAtMs: number | null; readonly since: Instant; readonly seenAt: Instant }
  >();
  const silenceOf = (run: RunId, outputAtMs: number | null): number => {
    const now = clock.now();
    const before = heard.get(run);
    const isGap = before !== undefined && elapsedMs(before.seenAt, now) > gapMs;
    const since = before === undefined || isGap || before.outputAtMs !== outputAtMs ? now : before.since;
    heard.set(run, { outputAtMs, since, seenAt: now });
    return elapsedMs(since, now);
  };
  /** A run that cannot be read is left out: nothing is concluded about it, and the others are seen all the same. */
  const readOne = (run: RunId): readonly (readonly [RunId, RunSeen])[] => {
    try {
      return [[run, processes.readRun(run)]];
    } catch (error) {
      if (error instanceof TransientError) return [];
      throw error;
    }
  };
  return {
    readRuns: (memory) => {
      const live = memory.tasks.flatMap(({ attempts }) => attempts.filter(isLive));
      const runs = new Map(live.flatMap(({ run }) => readOne(run)));
      const silences = new Map(
        [...runs].map(([run, seen]) => [run, seen.kind === 'live' ? silenceOf(run, seen.lastOutputAtMs) : 0]),
      );
      // One that could not be read this time is still listened to.
      const listened = new Set(live.map(({ run }) => run));
      for (const run of heard.keys()) if (!listened.has(run)) heard.delete(run);
      return { runs, silences };
    },
  };
};

/** A pause in our own looking longer than this (a stopped coordinator) says nothing about the worker. */
const gapMs = 60_000;
