/**
 * What lies in the worktrees: STOP, BLOCKED.md, and, where an ended worker waits for its verdict, what it left in git.
 */
import { isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import type { Memory, WorkSeen, WorktreeSeen } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';

/**
 * One entry per task that is not terminal or has a worker left. What cannot be looked at keeps nobody else from being seen: a worktree
 * counts as there, a question as asked, a STOP file, which would end a worker, as not there until it can be seen.
 */
export const readWorktrees = async (
  world: World,
  memory: Memory,
  site: Site,
): Promise<ReadonlyMap<number, WorktreeSeen>> => {
  const tasks = memory.tasks.filter((task) => !isTerminal(task.recorded.state) || task.attempts.some(isLive));
  const seen = await Promise.all(
    tasks.map(async (task) => [task.issue, await readWorktree(world, task, site)] as const),
  );
  return new Map(seen);
};

const readWorktree = async (world: World, task: TaskMemory, site: Site): Promise<WorktreeSeen> => {
  const { files } = world;
  const exists = lookOr(() => files.isPresent(task.worktreePath), true);
  const stopPath = `${task.worktreePath}/STOP`;
  const modifiedAtMs = lookOr(() => files.readModifiedAtMs(stopPath), null);
  return {
    exists,
    stopFile:
      modifiedAtMs === null ? null : { text: lookOr(() => files.readText(stopPath), '') ?? '', modifiedAtMs },
    blockedFile: lookOr(() => files.readText(`${task.worktreePath}/BLOCKED.md`), ''),
    work: exists && awaitsVerdict(task) ? await readWork(world, task, site) : null,
  };
};

/** One look at one file; what to believe while it cannot be had. */
const lookOr = <T>(look: () => T, otherwise: T): T => {
  try {
    return look();
  } catch (error) {
    if (error instanceof TransientError) return otherwise;
    throw error;
  }
};

/** Git is only asked where the answer decides something. */
const awaitsVerdict = (task: TaskMemory): boolean => {
  const { state } = task.recorded;
  const isEnding =
    state === 'running' || state === 'stopping' || state === 'timing_out' || state === 'zombie';
  return isEnding && task.attempts.at(-1)?.phase === 'ended';
};

const readWork = async (world: World, task: TaskMemory, site: Site): Promise<Seen<WorkSeen>> => {
  try {
    return known(await world.git.readWork(task.worktreePath, site.baseBranch), world.clock.now().atMs);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};
