/**
 * Says before anything is started that a command cannot be: the most frequent mistake deserves a sentence, not an exit
 * code. What only shows while starting (a script without its interpreter) the runner records as 127 or 126.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PermanentError } from '../../model/failures.ts';
import type { RunSpec } from '../../model/run-spec.ts';
import { codeOf, isPassing, transientOf } from './small-reads.ts';

type Command = Pick<RunSpec, 'argv' | 'cwd' | 'env'>;

/** What execvp searches when there is no PATH. */
const defaultPath = '/bin:/usr/bin';

/**
 * Lets a command pass that can be started.
 * @throws PermanentError naming the program and what is wrong with it. @throws TransientError the machine cannot look.
 */
export const checkCommand = ({ argv, cwd, env }: Command): void => {
  const program = argv[0] ?? '';
  if (program === '') throw new PermanentError('no command to start', { fix: 'Set agents.<name>.command.' });
  if (argv.some((word) => word.includes('\0'))) throw wordFailure(program);
  if (program.includes('/')) {
    const path = resolve(cwd, program);
    const flaw = flawOf(path);
    if (flaw === null) return;
    throw new PermanentError(`cannot start "${program}": ${path} ${flaw}`, {
      fix: program.startsWith('/') || flaw !== reasons.ENOENT ? fixFor(program) : fixForMissing(program, cwd),
    });
  }
  const folders = (env.PATH ?? defaultPath).split(':');
  if (folders.some((folder) => flawOf(resolve(cwd, folder, program)) === null)) return;
  throw new PermanentError(`cannot start "${program}": it is not on the worker's PATH`, {
    fix: `Install ${program}, or name it by its absolute path in agents.<name>.command.`,
  });
};

const wordFailure = (program: string): PermanentError =>
  new PermanentError(`cannot start "${program}": an argument holds a NUL character`, {
    fix: 'Hand the prompt over by file or standard input.',
  });

/** What keeps the file at a path from being executed; null when nothing does. */
const flawOf = (path: string): string | null => {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
    accessSync(path, constants.X_OK);
    return null;
  } catch (error) {
    if (isPassing(error)) throw transientOf(error, `cannot look at ${path}`);
    return reasons[codeOf(error)] ?? `cannot be used (${codeOf(error)})`;
  }
};

/** By error code of `stat` and `access`. A directory that may not be searched says EACCES, too. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of the path is not a directory',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENAMETOOLONG: 'is too long a path',
  EACCES: 'is not executable, or one of its directories may not be entered',
};

/** A worktree that began before the file was pushed does not get it by itself: its work may not fit to it. */
const fixForMissing = (program: string, cwd: string): string =>
  `Commit and push ${program}; where it is pushed already: git -C ${cwd} merge --ff-only origin/HEAD. Or check agents.<name>.command in coordinator.yml.`;

const fixFor = (program: string): string =>
  `Check agents.<name>.command in coordinator.yml, and \`chmod +x\` the file if ${program} is yours.`;
