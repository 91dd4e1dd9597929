/**
 * Looks at the worktrees of live workers. In a large repository `git status` takes seconds, so a look is begun by one
 * tick and found by a later one; nothing waits for it. What could not be seen, or not in time, is unknown.
 */
import { isLive } from '../model/attempt.ts';
import { PermanentError, TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import { isSameTree, type Look, type TreeSeen, type WantedLook } from '../model/look.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import type { Memory } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Keeps what was seen between ticks. */
export interface LookReader {
  /** What is known so far; runs that do not live any more are forgotten. @throws BugError a look failed unexpectedly. */
  readLooks(memory: Memory): ReadonlyMap<RunId, Look>;
  /** Begins what is not under way yet. */
  begin(wanted: readonly WantedLook[]): void;
}

/** How long a look may take; git itself is patient for minutes. */
const lookLimitMs = 60_000;

interface Watched {
  look: Look | null;
  /** The latest tree that was seen, and when that look began. */
  last: { readonly tree: TreeSeen; readonly at: Instant } | null;
  /** When the look that is under way began; null = none is. */
  pendingSince: Instant | null;
}

export const createLookReader = (world: World, site: Site): LookReader => {
  const watched = new Map<RunId, Watched>();
  let failure: { readonly error: unknown } | null = null;
  const read = async ({ path }: WantedLook): Promise<Seen<TreeSeen>> => {
    try {
      return known(await world.git.readTree(path, site.baseBranch), world.clock.now().atMs);
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof PermanentError)) failure ??= { error };
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
  const begin = async (wanted: WantedLook, one: Watched, at: Instant): Promise<void> => {
    one.pendingSince = at;
    const tree = await read(wanted);
    one.pendingSince = null;
    // It was given up meanwhile: what came so late is nothing to compare with.
    if (one.look === null || one.look.at.uptimeMs <= at.uptimeMs) note(one, tree, at);
  };
  return {
    readLooks: (memory) => {
      if (failure !== null) throw failure.error;
      const live = new Set(
        memory.tasks.flatMap(({ attempts }) => attempts.filter(isLive).map(({ run }) => run)),
      );
      for (const run of watched.keys()) if (!live.has(run)) watched.delete(run);
      return new Map(
        [...watched].flatMap(([run, { look }]) => (look === null ? [] : [[run, look] as const])),
      );
    },
    begin: (all) => {
      const now = world.clock.now();
      for (const wanted of all) {
        const one = watched.get(wanted.run) ?? { look: null, last: null, pendingSince: null };
        watched.set(wanted.run, one);
        if (one.pendingSince === null) void begin(wanted, one, now);
        else if (elapsedMs(one.pendingSince, now) > lookLimitMs) note(one, unknown(tooLong), now);
      }
    },
  };
};

const tooLong = 'git does not say what changed in its worktree';

const note = (one: Watched, tree: Seen<TreeSeen>, at: Instant): void => {
  const { last } = one;
  const change = one.look?.change ?? null;
  if (tree.kind === 'unknown') {
    one.look = { at, tree, before: last?.at ?? null, change };
    return;
  }
  const after = tree.value;
  const isChanged = last !== null && !isSameTree(last.tree, after);
  one.look = {
    at,
    tree,
    before: last?.at ?? null,
    change: isChanged ? { since: last.at, at, before: last.tree, after } : change,
  };
  one.last = { tree: after, at };
};
