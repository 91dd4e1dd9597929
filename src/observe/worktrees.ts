/**
 * What lies in the worktrees: STOP, BLOCKED.md, and, where an ended worker waits for its verdict, what it left in git.
 */
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import type { Memory, WorkSeen, WorktreeSeen } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';

/** One entry per task that is not terminal; a file that cannot be read counts as there. */
export const readWorktrees = async (
  world: World,
  memory: Memory,
  site: Site,
): Promise<ReadonlyMap<number, WorktreeSeen>> => {
  const tasks = memory.tasks.filter((task) => !isTerminal(task.recorded.state));
  const seen = await Promise.all(
    tasks.map(async (task) => [task.issue, await readWorktree(world, task, site)] as const),
  );
  return new Map(seen);
};

const readWorktree = async (world: World, task: TaskMemory, site: Site): Promise<WorktreeSeen> => {
  const { files } = world;
  const exists = files.isPresent(task.worktreePath);
  const stopPath = `${task.worktreePath}/STOP`;
  const modifiedAtMs = files.readModifiedAtMs(stopPath);
  return {
    exists,
    stopFile: modifiedAtMs === null ? null : { text: readOr(world, stopPath, ''), modifiedAtMs },
    blockedFile: readOr(world, `${task.worktreePath}/BLOCKED.md`, null),
    work: exists && awaitsVerdict(task) ? await readWork(world, task, site) : null,
  };
};

const readOr = <T>({ files }: World, path: string, absent: T): string | T => {
  try {
    return files.readText(path) ?? absent;
  } catch {
    // It is there but unreadable (a directory, no permission): its being there is what counts.
    return '';
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
