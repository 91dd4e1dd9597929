/**
 * Live workers as the process table shows them: processes that carry `COORDINATOR_RUN` and work in one folder. What an
 * attempt is supervised with (`runner.sh`) carries the mark too and is told apart by its command line.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** A process of an attempt. `startTicks` tells it from a later one with the same pid. */
export interface Marked {
  readonly pid: number;
  readonly startTicks: string;
  readonly run: string;
  readonly issue: number;
  readonly isRunner: boolean;
}

/** How long after its start a process may still become another program, in clock ticks of 10 ms. */
const settlingTicks = 200;

/** Looks at all processes whose environment names `folderPath`; costs little when asked again and again. */
export const openMarks = (folderPath: string): (() => readonly Marked[]) => {
  const strangers = new Map<number, string>();
  return () => {
    const pids = readPids();
    const present = new Set(pids);
    for (const pid of strangers.keys()) if (!present.has(pid)) strangers.delete(pid);
    const nowTicks = Number(readText('/proc/uptime').split(' ', 1)[0]) * 100;
    return pids.flatMap((pid) => {
      if (strangers.has(pid)) return [];
      const startTicks = readStart(pid);
      if (startTicks === null) return [];
      const found = markOf(pid, startTicks, folderPath);
      if (found === null && nowTicks - Number(startTicks) > settlingTicks) strangers.set(pid, startTicks);
      return found === null ? [] : [found];
    });
  };
};

const markOf = (pid: number, startTicks: string, folderPath: string): Marked | null => {
  const entries = readText(`/proc/${pid}/environ`).split('\0');
  const entryOf = (name: string): string | undefined =>
    entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const run = entryOf('COORDINATOR_RUN');
  const isHere = entryOf('COORDINATOR_WORKTREE')?.startsWith(`${folderPath}/`) === true;
  if (run === undefined || run === '' || !isHere) return null;
  const words = readText(`/proc/${pid}/cmdline`).split('\0');
  const isRunner = words.some((word) => /\/(runner\.sh|launcher\.pl|session\.pl)$/.test(word));
  return { pid, startTicks, run, issue: Number(entryOf('COORDINATOR_ISSUE')), isRunner };
};

/** True while exactly this process lives; a zombie does not. */
export const isLiving = ({ pid, startTicks }: Marked): boolean => readStart(pid) === startTicks;

/** Start time of a process that lives, field 22 of its `stat`. */
const readStart = (pid: number): string | null => {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[19] === undefined || /^[ZXx]/.test(fields[0] ?? '') ? null : fields[19];
};

const readPids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};
