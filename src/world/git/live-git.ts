import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';

const readQuietly = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

const readWords = (file: string): readonly string[] =>
  readQuietly(() => readFileSync(file, 'utf8'), '').split('\0');

const isAt = (path: string, mark: string): boolean => path === mark || path.startsWith(`${mark}/`);

interface Process {
  readonly cwd: string;
  readonly told: readonly string[];
  readonly words: readonly string[];
}

const readProcess = (folder: string): Process => {
  const told = readWords(`${folder}/cmdline`);
  const values = readWords(`${folder}/environ`).map((pair) => pair.slice(pair.indexOf('=') + 1));
  const cwd = readQuietly(() => readlinkSync(`${folder}/cwd`), '/');
  return { cwd, told, words: [...told, ...values].filter((word) => word !== '') };
};

/** True when the process works in one of the marks or was told of one (argument, or value of a variable). */
const concerns = ({ cwd, words }: Process, marks: readonly string[]): boolean =>
  marks.some(
    (mark) => isAt(cwd, mark) || words.some((word) => word === mark || isAt(resolve(cwd, word), mark)),
  );

/** Caches and file watchers live for long and change nothing in a tree. */
const isDaemon = ({ told }: Process): boolean => told.some((word) => word.endsWith('--daemon'));

/**
 * Counts git processes at work on one of the marks (absolute paths, or names of branches), of one subcommand if
 * that is named. Null where the machine has no `/proc`: nobody knows.
 */
export const countLiveGit = (marks: readonly string[], subcommand?: string): number | null => {
  const names = readQuietly(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  if (names.length === 0) return null;
  return names
    .filter((pid) => readQuietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8'), '').startsWith('git'))
    .map((pid) => readProcess(`/proc/${pid}`))
    .filter((process) => subcommand === undefined || process.told.includes(subcommand))
    .filter((process) => !isDaemon(process) && concerns(process, marks)).length;
};
