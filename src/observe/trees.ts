/**
 * What the trees of live workers use, only where a limit of a tree is set. One look may catch a peak: what a tree used in
 * two looks in a row, at least, is what counts.
 */

import type { RunSeen } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { WorkerLimits } from '../model/settings.ts';
import type { TreeUsage } from '../model/supervision.ts';
import type { World } from '../world/world.ts';

/** By run: the usage that lasted over its two latest looks; a run that was not seen twice is left out. */
export type TreeReader = (
  runs: ReadonlyMap<RunId, RunSeen>,
  limits: WorkerLimits,
) => ReadonlyMap<RunId, TreeUsage>;

/** Between two looks at one tree. */
const everyMs = 2000;

/** Looks further apart (suspend, a stopped coordinator) are not in a row. */
const gapMs = 30_000;

interface Look {
  readonly at: Instant;
  readonly usage: TreeUsage;
  readonly lasting: TreeUsage | null;
}

export const createTreeReader = (world: World): TreeReader => {
  let looks: ReadonlyMap<RunId, Look> = new Map();
  return (runs, limits) => {
    const isLimited = limits.memoryBytes !== null || limits.processCount !== null;
    const live = isLimited ? [...runs].filter(([, { kind }]) => kind === 'live') : [];
    looks = new Map(
      live.flatMap(([run]) => {
        const look = lookAgain(run, { last: looks.get(run), limits, world });
        return look === null ? [] : [[run, look] as const];
      }),
    );
    return new Map(
      [...looks].flatMap(([run, { lasting }]) => (lasting === null ? [] : [[run, lasting] as const])),
    );
  };
};

const lookAgain = (
  run: RunId,
  input: { readonly last: Look | undefined; readonly limits: WorkerLimits; readonly world: World },
): Look | null => {
  const { last, limits, world } = input;
  const at = world.clock.now();
  const sinceMs = last === undefined ? 0 : elapsedMs(last.at, at);
  if (last !== undefined && sinceMs < everyMs) return last;
  const usage = readOrNull(run, { limits, world });
  if (usage === null) return null;
  return { at, usage, lasting: last === undefined || sinceMs > gapMs ? null : lesserOf(last.usage, usage) };
};

/** Nothing is concluded from a tree that cannot be read. */
const readOrNull = (
  run: RunId,
  { limits, world }: { readonly limits: WorkerLimits; readonly world: World },
): TreeUsage | null => {
  try {
    return world.processes.readTree(run, limits.memoryBytes ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
};

const lesserOf = (one: TreeUsage, other: TreeUsage): TreeUsage => ({
  processCount: Math.min(one.processCount, other.processCount),
  residentBytes: Math.min(one.residentBytes, other.residentBytes),
});
