/**
 * Says before anything is started that a command cannot be: the most frequent mistake deserves a sentence, not an exit
 * code. What only shows while starting (a script without its interpreter) the runner records as 127 or 126.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PermanentError } from '../../model/failures.ts';
import type { RunSpec } from '../world.ts';

type Command = Pick<RunSpec, 'argv' | 'cwd' | 'env'>;

/** What execvp searches when there is no PATH. */
const defaultPath = '/bin:/usr/bin';

/** @throws PermanentError naming the program and what is wrong with it. */
export const checkCommand = ({ argv, cwd, env }: Command): void => {
  const program = argv[0] ?? '';
  if (program === '') throw new PermanentError('no command to start', { fix: 'Set agents.<name>.command.' });
  if (argv.some((word) => word.includes('\0'))) throw wordFailure(program);
  if (program.includes('/')) {
    const path = resolve(cwd, program);
    if (!isProgram(path)) throw new PermanentError(whyNot(program, path), { fix: fixFor(program) });
    return;
  }
  const folders = (env.PATH ?? defaultPath).split(':');
  if (folders.some((folder) => isProgram(resolve(cwd, folder, program)))) return;
  throw new PermanentError(`cannot start "${program}": it is not on the worker's PATH`, {
    fix: `Install ${program}, or name it by its absolute path in agents.<name>.command. PATH is ${folders.join(':')}`,
  });
};

const wordFailure = (program: string): PermanentError =>
  new PermanentError(`cannot start "${program}": an argument holds a NUL character`, {
    fix: 'Hand the prompt over by file or standard input.',
  });

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const whyNot = (program: string, path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `cannot start "${program}": ${path} does not exist`;
  return `cannot start "${program}": ${path} is ${found.isFile() ? 'not executable' : 'not a file'}`;
};

const fixFor = (program: string): string =>
  `Check agents.<name>.command in coordinator.yml, and \`chmod +x\` the file if ${program} is yours.`;
