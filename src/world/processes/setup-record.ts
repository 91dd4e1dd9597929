/**
 * How the set-up of a run's worktree stands: one line, written in place by setup.sh.
 */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { TransientError } from '../../model/failures.ts';
import { readTail } from '../files/read-tail.ts';
import { readOrNull } from './small-reads.ts';

/** What is there before it has ended, and the space it is written into. */
export const blankSetup = `${' '.repeat(15)}\n`;

/** `none`: the run has none. */
export type SetupSeen = 'none' | 'under-way' | 'done' | 'failed';

/** @throws TransientError it cannot be read. */
export const readSetup = (directory: string): SetupSeen => {
  const text = readOrNull(join(directory, 'setup'));
  if (text === null) return 'none';
  if (text.startsWith('failed ')) return 'failed';
  return text.startsWith('done ') ? 'done' : 'under-way';
};

/** The line that setup.sh writes before the command says anything. */
const heading = '--- worktrees.setup';

const lineCount = 3;
const lineLength = 120;

/** Between words: half a secret would be none that could be masked. */
const cutLine = (line: string): string =>
  line.length <= lineLength ? line : `${line.slice(0, lineLength).replace(/\S+$/, '')}…`;

/** The last lines of what it said, each cut to a length that fits into a reason; none where they cannot be read. */
export const readLastWords = (logPath: string): readonly string[] => {
  try {
    const lines = readTail(logPath, 20, 16_384);
    return lines
      .slice(lines.lastIndexOf(heading) + 1)
      .map((line) => stripVTControlCharacters(line).trim())
      .filter((line) => line !== '')
      .slice(-lineCount)
      .map(cutLine);
  } catch (error) {
    // How the run ended is known all the same.
    if (error instanceof TransientError) return [];
    throw error;
  }
};
