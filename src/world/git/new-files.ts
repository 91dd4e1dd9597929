import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isSecret } from './precious.ts';
import { runGit } from './run-git.ts';

/** Files that HEAD does not have and git does not ignore, staged or not; relative to the worktree. */
export interface NewFiles {
  /** Secrets by their name: they get into no commit of the coordinator. */
  readonly secretPaths: readonly string[];
  readonly otherPaths: readonly string[];
}

/** Where there are none. */
export const NO_NEW_FILES: NewFiles = { secretPaths: [], otherPaths: [] };

/** Number of words before the path, by the first word. @see git status, "Porcelain Format Version 2" */
const WORDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, '?': 1 };

const pathOf = (line: string): string =>
  line
    .split(' ')
    .slice(WORDS_BEFORE_PATH[line.charAt(0)] ?? 0)
    .join(' ');

/** True for a line of a status, porcelain version 2, that stands for something HEAD does not have. */
export const isNewLine = (line: string): boolean => line.startsWith('? ') || /^1 (A.|.A) /.test(line);

/** Reads them one by one, also below new directories; takes no lock. */
export const readNewFiles = async (path: string): Promise<NewFiles> => {
  const options = [
    '--porcelain=v2',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--ignore-submodules=all',
  ];
  const shown = await runGit(path, ['--no-optional-locks', 'status', ...options]);
  const paths = shown.split('\0').filter(isNewLine).map(pathOf);
  // A link holds no secret, and what is only staged is not there to be left.
  const isLeft = (file: string): boolean =>
    isSecret(file) && lstatSync(join(path, file), { throwIfNoEntry: false })?.isFile() === true;
  return {
    secretPaths: paths.filter(isLeft),
    otherPaths: paths.filter((file) => !isLeft(file)),
  };
};

/** Entries of a status without those that are nothing but secrets; directories end with `/`. */
export const withoutSecrets = (
  entries: readonly string[],
  { secretPaths, otherPaths }: NewFiles,
): readonly string[] => {
  const isAt = (entry: string, file: string): boolean =>
    file === entry || (entry.endsWith('/') && file.startsWith(entry));
  const holdsOne = (entry: string, files: readonly string[]): boolean =>
    files.some((file) => isAt(entry, file));
  return entries.filter((entry) => !holdsOne(entry, secretPaths) || holdsOne(entry, otherPaths));
};

/** Pathspecs that keep files out of an `add`. */
export const excludedFrom = (paths: readonly string[]): readonly string[] =>
  paths.map((file) => `:(exclude,top,literal)${file}`);
