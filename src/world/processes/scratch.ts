/**
 * The directory for temporary files of one run. Its runner takes it away at the end (scratch.sh); here is what is left to
 * do where a runner could not.
 */
import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { besideCode } from '../package.ts';
import { readScratchPath } from './run-directory.ts';
import { transientOf } from './small-reads.ts';

/** Makes it, for this user alone. @throws TransientError no room, not allowed, or its name is taken. */
export const makeScratch = (path: string | null): void => {
  if (path === null) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    throw transientOf(error, 'cannot make a directory for temporary files');
  }
};

/** Takes one away that nothing was put into. */
export const dropScratch = (path: string | null): void => {
  try {
    if (path !== null) rmdirSync(path);
  } catch {
    // It was never made, or there is something in it.
  }
};

const script = besideCode('world/processes/scratch.sh');

/** Takes away what a run has left there, if nothing but the run's is in it, and notes where not. Nothing of it may be alive. */
export const clearScratch = async (runDirectory: string): Promise<void> => {
  const path = readScratchPath(runDirectory);
  if (path === null) return;
  await execa('/bin/sh', ['-c', '. "$0"; clear_scratch "$1"', script, path], {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: { file: join(runDirectory, 'runner.err'), append: true },
  });
};
