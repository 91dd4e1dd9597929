import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../../model/failures.ts';

/** A process that works in a directory. `command` is its short name, without arguments: they may hold secrets. */
export interface Occupant {
  readonly pid: number;
  readonly command: string;
}

const readQuietly = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};

/** A git that only looks, as an editor or another command starts it, is over within this. */
const BRIEF_MS = 3_000;
const LOOK_MS = 50;

/**
 * Processes whose working directory is a directory or lies below it; a git that passes by is waited for. Those of
 * other users are not seen, and none where the machine has no `/proc`. @throws TransientError they cannot be listed.
 */
export const readOccupants = async (path: string): Promise<readonly Occupant[]> => {
  const untilMs = performance.now() + BRIEF_MS;
  for (;;) {
    const found = lookFor(path);
    const isPassing = found.some(({ command }) => command === 'git');
    if (!isPassing || performance.now() > untilMs) return found;
    await sleep(LOOK_MS);
  }
};

const lookFor = (path: string): readonly Occupant[] => {
  if (process.platform !== 'linux') return [];
  return readPids()
    .filter((pid) => {
      const cwd = readQuietly(() => readlinkSync(`/proc/${pid}/cwd`));
      return cwd === path || cwd.startsWith(`${path}/`);
    })
    .map((pid) => ({ pid, command: readQuietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).trim() }));
};

const readPids = (): readonly number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch (error) {
    throw new TransientError('the processes of this machine cannot be listed', { cause: error });
  }
};
