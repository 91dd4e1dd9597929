#!/usr/bin/env node
/**
 * The bin: parses the command line, runs one command, turns what went wrong into a message and an exit code.
 */
import { complaintOf, exitCodeOf } from './commands/complaint.ts';
import { written } from './commands/output.ts';
import { createProgram } from './commands/program.ts';
import type { Outcome } from './commands/verbs/verb.ts';

/** How long the end waits for somebody to read the narration. */
const patienceMs = 2000;

const outcome: Outcome = { code: 0, waitsForReader: true };
const words = process.argv.slice(2);
const program = createProgram(outcome, words.includes('--json'));
try {
  await program.parseAsync(words, { from: 'user' });
  process.exitCode = outcome.code;
} catch (error) {
  const complaint = complaintOf(error, { program, words });
  if (complaint !== null) process.stderr.write(`${complaint}\n`);
  process.exitCode = exitCodeOf(error);
}
// The command is over, whatever still hangs: a git that waits for its remote is left to go on alone.
await Promise.all([
  written(process.stdout, outcome.waitsForReader ? null : patienceMs),
  written(process.stderr, patienceMs),
]);
process.exit();
