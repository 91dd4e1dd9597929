/**
 * What prompts, status lines and the TAB key ask over and over, answered without the parser of the command line, which takes
 * longer than the answer: `status`, `status --json`, and what a shell wants completed. All else, and all that is not
 * written in just this way, goes to the parser (program.ts), which answers these as well.
 */
import type { CommandShape } from '../render/completion.ts';
import { readBesideCode } from '../world/package.ts';
import { openTerminal } from './terminal.ts';
import type { Outcome } from './verbs/verb.ts';

/** Where the build leaves what can be completed. */
export const shapeFile = 'completion.json';

/** Answers `words` if they are of this kind. Resolves with whether they were. */
export const answerQuickly = async (words: readonly string[], outcome: Outcome): Promise<boolean> => {
  const place = { cwd: process.cwd(), env: process.env, terminal: openTerminal() };
  const [verb, first, ...rest] = words;
  if (verb === 'status' && (first === undefined || first === '--json') && rest.length === 0) {
    const { showStatus } = await import('./status.ts');
    outcome.code = await showStatus({ ...place, json: first === '--json', watch: false });
    return true;
  }
  const shape = verb === '__complete' && first === '--' ? readBesideCode(shapeFile) : null;
  if (shape === null) return false;
  const { complete } = await import('./completion.ts');
  outcome.code = await complete({ ...place, shape: JSON.parse(shape) as CommandShape, words: rest });
  return true;
};
