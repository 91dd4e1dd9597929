#!/usr/bin/env node
/**
 * The bin: answers the command line, quickly or through its parser, and ends with its exit code.
 */
import { written } from './commands/output.ts';
import { answerQuickly } from './commands/quick.ts';
import type { Outcome } from './commands/verbs/verb.ts';

/** How long the end waits for somebody to read the narration. */
const patienceMs = 2000;

const exitCodeFor = async (words: readonly string[], outcome: Outcome): Promise<number> => {
  try {
    if (await answerQuickly(words, outcome)) return outcome.code;
  } catch (error) {
    const { complain } = await import('./commands/parse.ts');
    return complain(error, { words, outcome });
  }
  const { parse } = await import('./commands/parse.ts');
  return parse(words, outcome);
};

const main = async (): Promise<never> => {
  const outcome: Outcome = { code: 0, waitsForReader: true };
  process.exitCode = await exitCodeFor(process.argv.slice(2), outcome);
  // The command is over, whatever still hangs: a git that waits for its remote is left to go on alone.
  await Promise.all([
    written(process.stdout, outcome.waitsForReader ? null : patienceMs),
    written(process.stderr, patienceMs),
  ]);
  process.exit();
};

void main();
