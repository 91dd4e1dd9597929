import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

/**
 * Processes whose working directory is a directory or lies below it. Those of other users are not seen, and none where
 * the machine has no `/proc`. @throws TransientError the processes cannot be listed, or a git is at work there.
 */
export const readOccupants = (path: string): readonly Occupant[] => {
  if (process.platform !== 'linux') return [];
  const found = readPids()
    .filter((pid) => {
      const cwd = readQuietly(() => readlinkSync(`/proc/${pid}/cwd`));
      return cwd === path || cwd.startsWith(`${path}/`);
    })
    .map((pid) => ({ pid, command: readQuietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).trim() }));
  if (found.some(({ command }) => command === 'git'))
    throw new TransientError(`a git command is at work in ${path}`, { fix: 'Wait for it, or end it.' });
  return found;
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
