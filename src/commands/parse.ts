/**
 * The command line through its parser: one command is run, what goes wrong becomes a message and an exit code. All that is
 * needed for the message is loaded before, so that it can be told whatever becomes of the package meanwhile.
 */
import type { Command } from 'commander';
import { complaintOf, exitCodeOf } from './complaint.ts';
import { createProgram } from './program.ts';
import type { Outcome } from './verbs/verb.ts';

/** Runs what `words` say. Resolves with the exit code. */
export const parse = async (words: readonly string[], outcome: Outcome): Promise<number> => {
  const program = openProgram(words, outcome);
  try {
    await program.parseAsync(words, { from: 'user' });
    return outcome.code;
  } catch (error) {
    return tell(error, program, words);
  }
};

/** Says what went wrong where no parser was needed so far. Returns the exit code. */
export const complain = (error: unknown, { words, outcome }: Called): number =>
  tell(error, openProgram(words, outcome), words);

/** A command line, and where its exit code goes. */
interface Called {
  readonly words: readonly string[];
  readonly outcome: Outcome;
}

const openProgram = (words: readonly string[], outcome: Outcome): Command =>
  createProgram(outcome, words.includes('--json'));

const tell = (error: unknown, program: Command, words: readonly string[]): number => {
  const complaint = complaintOf(error, { program, words });
  if (complaint !== null) process.stderr.write(`${complaint}\n`);
  return exitCodeOf(error);
};
