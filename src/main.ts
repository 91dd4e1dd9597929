#!/usr/bin/env node
/**
 * The bin: parses the command line, runs one command, turns what went wrong into a message and an exit code.
 */
import { CommanderError } from 'commander';
import { errorJsonOf, parserErrorJsonOf } from './commands/error-json.ts';
import { written } from './commands/output.ts';
import { createProgram } from './commands/program.ts';
import type { Outcome } from './commands/verbs/verb.ts';
import { BugError, PermanentError, TransientError, UsageError } from './model/failures.ts';

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return error.exitCode;
  return error instanceof TransientError || error instanceof PermanentError ? 1 : 70;
};

/** What happened, why, and what to do; where it comes from only with `--debug`, or when it is a bug. */
const complain = (error: unknown): void => {
  if (isJson) {
    complainAsJson(error);
    return;
  }
  if (error instanceof CommanderError) return;
  const isOurs =
    error instanceof UsageError || error instanceof TransientError || error instanceof PermanentError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${isOurs ? '' : 'bug: '}${message}\n`);
  if (isOurs && error.fix !== undefined) process.stderr.write(`  ${error.fix}\n`);
  if (!isOurs || process.argv.includes('--debug')) process.stderr.write(`${traceOf(error)}\n`);
  if (error instanceof BugError) process.stderr.write('Workers that run go on; please report this.\n');
};

/** Where an answer was wanted as JSON, what went wrong is told as JSON. */
const isJson = process.argv.slice(2).includes('--json');

const complainAsJson = (error: unknown): void => {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const json = error instanceof CommanderError ? parserErrorJsonOf(error.message) : errorJsonOf(error);
  process.stderr.write(`${JSON.stringify(json)}\n`);
  if (process.argv.includes('--debug')) process.stderr.write(`${traceOf(error)}\n`);
};

const traceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};

/** How long the end waits for somebody to read the narration. */
const patienceMs = 2000;

const outcome: Outcome = { code: 0, waitsForReader: true };
try {
  await createProgram(outcome, isJson).parseAsync();
  process.exitCode = outcome.code;
} catch (error) {
  complain(error);
  process.exitCode = exitCodeOf(error);
}
// The command is over, whatever still hangs: a git that waits for its remote is left to go on alone.
await Promise.all([
  written(process.stdout, outcome.waitsForReader ? null : patienceMs),
  written(process.stderr, patienceMs),
]);
process.exit();
