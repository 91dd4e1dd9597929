import { isNewLine, NO_NEW_FILES, readNewFiles, withoutSecrets } from './new-files.ts';
import { runGit } from './run-git.ts';
import { isMark } from './status.ts';

/** Everything in a worktree that is not simply a committed file; paths relative to it, directories end with `/`. */
export interface FullStatus {
  /** Null on a branch without a commit. */
  readonly headSha: string | null;
  /** Tracked files that differ from HEAD, staged or not; new secrets left out. */
  readonly changedPaths: readonly string[];
  /** What is nothing but new secrets left out. */
  readonly untrackedPaths: readonly string[];
  /** Secrets that git does not ignore and HEAD does not have, staged or not. */
  readonly secretPaths: readonly string[];
  readonly ignoredPaths: readonly string[];
}

const WORDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1, '!': 1 };

const pathOf = (line: string): string =>
  line
    .split(' ')
    .slice(WORDS_BEFORE_PATH[line.charAt(0)] ?? 0)
    .join(' ');

/** Reads it; takes no lock; the coordinator's own marks are left out. */
export const readFullStatus = async (path: string): Promise<FullStatus> => {
  const shown = await runGit(path, [
    '--no-optional-locks',
    'status',
    '--porcelain=v2',
    '-z',
    '--branch',
    '--untracked-files=normal',
    '--ignored=traditional',
    '--ignore-submodules=none',
    // A rename would hide a new file, and is followed by a second path.
    '--no-renames',
  ]);
  const lines = shown.split('\0').filter(Boolean);
  const pathsOf = (kinds: string): readonly string[] =>
    lines
      .filter((line) => kinds.includes(line.charAt(0)) && line.charAt(1) === ' ')
      .filter((line) => !line.startsWith('# '))
      .map(pathOf)
      .filter((each) => !isMark(each));
  const newFiles = lines.some(isNewLine) ? await readNewFiles(path) : NO_NEW_FILES;
  const head = lines.find((line) => line.startsWith('# branch.oid '))?.split(' ')[2] ?? '';
  return {
    headSha: /^[0-9a-f]{40,64}$/.test(head) ? head : null,
    changedPaths: withoutSecrets(pathsOf('1u'), newFiles),
    untrackedPaths: withoutSecrets(pathsOf('?'), newFiles),
    secretPaths: newFiles.secretPaths,
    ignoredPaths: pathsOf('!'),
  };
};
