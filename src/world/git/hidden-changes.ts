/**
 * Tracked files that git was told not to look at (`skip-worktree`, `assume-unchanged`): `git status`, `git add` and
 * `git worktree remove` are blind to what was changed in them.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './run-git.ts';

/** Arguments are passed in pieces that no system refuses. */
const pieceCount = 200;

const piecesOf = (paths: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(paths.length / pieceCount) }, (_, at) =>
    paths.slice(at * pieceCount, (at + 1) * pieceCount),
  );

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Those that are there; a sparse checkout marks what is not there in the same way. */
export const readHiddenPaths = async (path: string): Promise<readonly string[]> => {
  const shown = await runGit(path, ['ls-files', '-v', '-z']);
  return shown
    .split('\0')
    .filter((line) => /^(?:S|[a-z]) /.test(line))
    .map((line) => line.slice(2))
    .filter((file) => isFile(join(path, file)));
};

/** Those that differ from what git has of them. */
export const readHiddenChanges = async (path: string): Promise<readonly string[]> => {
  const changed: string[] = [];
  for (const piece of piecesOf(await readHiddenPaths(path))) {
    const staged = await runGit(path, ['ls-files', '--stage', '-z', '--', ...piece]);
    const shaOf = new Map(
      staged.split('\0').map((line) => [line.slice(line.indexOf('\t') + 1), line.split(' ')[1] ?? '']),
    );
    const present = (await runGit(path, ['hash-object', '--', ...piece])).trim().split('\n');
    changed.push(...piece.filter((file, at) => shaOf.get(file) !== present[at]));
  }
  return changed;
};
