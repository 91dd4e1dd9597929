/**
 * What `recover list-stuck` and `recover diagnostics` look at: memory, runs and worktrees. Nothing is written anywhere.
 */
import type { StuckSource } from '../decide/stuck.ts';
import { isLive, type RunSeen } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal } from '../model/task.ts';
import { openFiles } from '../world/files/open-files.ts';
import { readHolder } from '../world/lock.ts';
import { openProcesses } from '../world/processes/open-processes.ts';
import type { Processes } from '../world/world.ts';
import { readMemoryOf } from './clean-choice.ts';
import type { Configured } from './workplace.ts';

/** Looks once. */
export const lookForStuck = async (place: Configured): Promise<StuckSource> => {
  const memory = readMemoryOf(place);
  const processes = openProcesses({ runsPath: place.paths.runsPath });
  const live = memory.tasks.flatMap(({ attempts }) => attempts.filter(isLive));
  return {
    memory,
    settings: place.config.settings,
    nowMs: Date.now(),
    isRunning: readHolder(place.paths.holderPath) !== null,
    runs: new Map(live.flatMap(({ run }) => readOne(run, processes).map((seen) => [run, seen] as const))),
    strays: readStrays(memory, processes),
    unreadable: await readUnreadable(memory, place),
  };
};

/** Nothing where it cannot be read. */
const readOne = (run: RunId, processes: Processes): readonly RunSeen[] => {
  try {
    return [processes.readRun(run)];
  } catch (error) {
    if (error instanceof TransientError) return [];
    throw error;
  }
};

/** Runs that have processes, or may, and belong to no attempt that is remembered. */
const readStrays = ({ tasks }: Memory, processes: Processes): StuckSource['strays'] => {
  const remembered = new Set(tasks.flatMap(({ attempts }) => attempts.map(({ run }) => run)));
  const unknown = processes.listRuns().filter((run) => !remembered.has(run));
  return unknown.flatMap((run) =>
    readOne(run, processes).flatMap((seen) => {
      if (seen.kind === 'live') return [{ run, text: `pid ${seen.workerPid} lives` }];
      return seen.kind === 'orphaned' ? [{ run, text: `pids ${seen.pids.join(', ')} live on` }] : [];
    }),
  );
};

/** Worktrees of tasks that are not finished; git is asked for one after the other. */
const readUnreadable = async ({ tasks, github }: Memory, { git, config }: Configured) => {
  const files = openFiles({ historyPath: '', isLook: true });
  const base = config.settings.worktrees.base ?? github.facts?.defaultBranch ?? 'main';
  const unreadable = new Map<number, string>();
  for (const { issue, worktreePath, recorded } of tasks) {
    if (isTerminal(recorded.state) || !files.isPresent(worktreePath)) continue;
    try {
      await git.readTree(worktreePath, base);
    } catch (error) {
      unreadable.set(issue, error instanceof Error ? error.message : String(error));
    }
  }
  return unreadable;
};
