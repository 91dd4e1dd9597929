import { isNewLine, NO_NEW_FILES, readNewFiles, withoutSecrets } from './new-files.ts';
import { runGit } from './run-git.ts';

/** What git says about one worktree, the coordinator's own marks left out. */
export interface TreeStatus {
  readonly headSha: string;
  /** Changed and untracked files, new secrets left out; an untracked directory counts once. */
  readonly changedPaths: readonly string[];
  /** Secrets that git does not ignore and HEAD does not have. */
  readonly secretPaths: readonly string[];
  /** Marks somebody has put into the index (`git add -f STOP`), so that they would be committed. */
  readonly stagedMarks: readonly string[];
}

/** Pathspecs that keep the marks out of an `add`. */
export const MARKS_EXCLUDED = [
  ':(exclude,top)STOP',
  ':(exclude,top)BLOCKED.md',
  ':(exclude,top).coordinator-*',
];

/** True for a file that only the coordinator and its workers write to each other. */
export const isMark = (path: string): boolean =>
  path === 'STOP' || path === 'BLOCKED.md' || path.startsWith('.coordinator-');

/** Number of words before the path, by the first word of a line. @see git status, "Porcelain Format Version 2" */
const WORDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

const pathOf = (line: string): string =>
  line
    .split(' ')
    .slice(WORDS_BEFORE_PATH[line.charAt(0)] ?? 0)
    .join(' ');

/** Reads the state of a worktree; takes no lock, so it never disturbs a git at work there. */
export const readStatus = async (path: string): Promise<TreeStatus> => {
  const shown = await runGit(path, [
    '--no-optional-locks',
    'status',
    '--porcelain=v2',
    '-z',
    '--branch',
    '--untracked-files=normal',
    // What a rename hides is a new file, which may be a secret, under the name of an old one.
    '--no-renames',
  ]);
  const lines = shown.split('\0').filter(Boolean);
  const changes = lines.filter((line) => !line.startsWith('#'));
  const isStaged = (line: string): boolean => line.startsWith('1 ') && line.charAt(2) !== '.';
  const newFiles = changes.some(isNewLine) ? await readNewFiles(path) : NO_NEW_FILES;
  const changedPaths = changes.map(pathOf).filter((each) => !isMark(each));
  return {
    headSha: lines.find((line) => line.startsWith('# branch.oid '))?.split(' ')[2] ?? '',
    changedPaths: withoutSecrets(changedPaths, newFiles),
    secretPaths: newFiles.secretPaths,
    stagedMarks: changes.filter(isStaged).map(pathOf).filter(isMark),
  };
};
