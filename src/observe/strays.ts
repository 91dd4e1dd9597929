/**
 * Runs on disk that are not in memory: workers of a memory that was damaged or deleted. As long as one may live, no second
 * worker may start on its issue: until it is adopted (decide/rebuild.ts), or has ended where its record says too little.
 */
import type { RunSeen } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import { issueOf, isTeardownRun, keyOf, type RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { Memory, RemoteView } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** One look: by issue, why it is waited for. */
export type StrayReader = (memory: Memory, remote: RemoteView | null) => ReadonlyMap<number, string>;

interface Watched {
  readonly run: RunId;
  /** A process of it was seen once, or could not be ruled out. */
  readonly wasLive: boolean;
  /** When it was first seen to be over; null = it is not yet. */
  readonly overAt: Instant | null;
}

/**
 * Which runs are strays is found out once, at the first look; from then on only those are looked at again. Each is told
 * once. An ended one is let go when GitHub was asked since: its pull request is to be seen first.
 */
export const createStrayReader = (world: World): StrayReader => {
  let watched: readonly Watched[] | null = null;
  const told = new Set<RunId>();
  return (memory, remote) => {
    watched ??= outsideOf(memory, world)?.map((run) => ({ run, wasLive: false, overAt: null })) ?? null;
    // Any of them may have a worker that nobody remembers.
    if (watched === null) return new Map(issuesOf(memory, remote).map((issue) => [issue, unreadable]));
    const strays = new Map<number, string>();
    const remembered = rememberedOf(memory);
    watched = watched.flatMap((one) => {
      if (remembered.has(one.run)) return [];
      const seen = readOne(one.run, world);
      if (seen?.kind === 'unclaimed') return [one];
      const next = lookedAt(one, seen, world);
      if (isPast(next, remote)) return [];
      const issue = issueOfRun(one.run, world);
      const what = isTeardownRun(one.run)
        ? 'worktrees.teardown of an earlier coordinator'
        : 'a worker of a memory that was lost';
      const why = `${what} still runs${pidsOf(seen)}`;
      if (issue !== null) strays.set(issue, why);
      if (!told.has(one.run) && !isAdoptable(one.run, memory, world)) {
        tell(world, issue, why);
        told.add(one.run);
      }
      return [next];
    });
    return strays;
  };
};

const rememberedOf = (memory: Memory): ReadonlySet<RunId> =>
  new Set(memory.tasks.flatMap(({ attempts }) => attempts.map(({ run }) => run)));

/** Its record says enough to rebuild its task (observe/traces.ts): it is about to be remembered again. */
const isAdoptable = (run: RunId, memory: Memory, { processes }: World): boolean => {
  try {
    return memory.ledger === null && processes.readRunAbout(run) !== null;
  } catch (error) {
    if (error instanceof TransientError) return true;
    throw error;
  }
};

/** Null: they cannot be listed. */
const outsideOf = (memory: Memory, { processes }: World): readonly RunId[] | null => {
  const remembered = rememberedOf(memory);
  try {
    return processes.listRuns().filter((run) => !remembered.has(run));
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
};

const unreadable = 'what ran here before cannot be read (.coordinator/runs)';

const issuesOf = ({ tasks }: Memory, remote: RemoteView | null): readonly number[] => [
  ...tasks.map(({ issue }) => issue),
  ...(remote?.issues.kind === 'known' ? remote.issues.value.map((row) => row.number) : []),
];

/** Null: it cannot be read, so it may live. */
const readOne = (run: RunId, { processes }: World): RunSeen | null => {
  try {
    return processes.readRun(run);
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
};

/** A damaged record proves no process either: it holds up nothing, as there would be nothing to wait for. */
const isOver = (seen: RunSeen | null): boolean =>
  seen !== null && ['absent', 'fenced', 'ended', 'lost', 'garbled'].includes(seen.kind);

const lookedAt = ({ run, wasLive, overAt }: Watched, seen: RunSeen | null, { clock }: World): Watched =>
  isOver(seen) ? { run, wasLive, overAt: overAt ?? clock.now() } : { run, wasLive: true, overAt: null };

const isPast = ({ wasLive, overAt }: Watched, remote: RemoteView | null): boolean =>
  overAt !== null && (!wasLive || (remote !== null && elapsedMs(overAt, remote.at) > 0));

const pidsOf = (seen: RunSeen | null): string => {
  if (seen?.kind === 'live') return ` (pid ${seen.workerPid})`;
  return seen?.kind === 'orphaned' ? ` (pid ${seen.pids.join(', ')})` : '';
};

/** The issue whose worktree the run works in; null = its record cannot be read. */
const issueOfRun = (run: RunId, { processes }: World): number | null => {
  try {
    return issueOf(processes.readRunPath(run)?.split('/').at(-1) ?? '') ?? null;
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
};

const tell = ({ clock, narrator }: World, issue: number | null, why: string): void =>
  narrator.tell({
    atMs: clock.now().atMs,
    subject: issue === null ? 'coordinator' : keyOf(issue),
    word: 'waits',
    text: issue === null ? `${why}; which issue it works on cannot be read` : `${why}; it is waited for`,
  });
