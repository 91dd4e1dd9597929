/**
 * What a command says when it fails: what happened, why, and what to do. Where an answer was wanted as JSON, this is JSON,
 * too; standard output stays empty then, as there is no answer. Where an error comes from is told only with `--debug`, or
 * when it is a bug.
 */
import { type Command, CommanderError } from 'commander';
import type { ErrorAnswer } from '../answers/failure.ts';
import { BugError, PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { renderJson } from '../render/json.ts';

/** The command line that failed. */
export interface Failed {
  readonly program: Command;
  /** After the program's name. */
  readonly words: readonly string[];
}

/** Text for standard error, lines joined; null = there is nothing to say, as with `--help`. */
export const complaintOf = (error: unknown, failed: Failed): string | null => {
  const { words } = failed;
  const isJson = words.includes('--json');
  if (error instanceof CommanderError && (error.exitCode === 0 || (error.code === bareCode && !isJson)))
    return null;
  const { code, message, fix } = failureOf(error, failed);
  const answer: ErrorAnswer = { error: { code, message, fix } };
  const text = [`${code === 'bug' ? 'bug: ' : ''}${message}`, ...(fix === null ? [] : [`  ${fix}`])];
  const isTraced = words.includes('--debug') || (code === 'bug' && !isJson);
  return [
    ...(isJson ? [renderJson(answer, 0)] : text),
    ...(isTraced ? [traceOf(error)] : []),
    ...(error instanceof BugError && !isJson ? ['Workers that run go on; please report this.'] : []),
  ].join('\n');
};

/** What the process ends with. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return error.exitCode;
  return error instanceof TransientError || error instanceof PermanentError ? 1 : 70;
};

type Failure = ErrorAnswer['error'];

/** Of a UsageError, by its exit code. */
const usageCodes: Readonly<Record<number, Failure['code']>> = {
  1: 'refused',
  2: 'usage',
  3: 'already-running',
  4: 'github',
  8: 'pending',
  130: 'left',
};

const failureOf = (error: unknown, failed: Failed): Failure => {
  if (error instanceof CommanderError) return parserFailureOf(error, failed);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError)
    return { code: usageCodes[error.exitCode] ?? 'usage', message, fix: error.fix ?? null };
  if (error instanceof TransientError) return { code: 'try-again', message, fix: error.fix ?? null };
  if (error instanceof PermanentError) return { code: 'cannot', message, fix: error.fix ?? null };
  return { code: 'bug', message, fix: null };
};

/** A word that only holds other commands, alone. */
const bareCode = 'commander.help';

/** What the parser says: its first line, and its suggestion in brackets below. */
const parserFailureOf = (error: CommanderError, failed: Failed): Failure => {
  const see = `See: ${meantOf(failed).join(' ')} --help`;
  if (error.code === bareCode) return { code: 'usage', message: 'a command is missing', fix: see };
  const [first = '', second = ''] = error.message.replace(/^error: /, '').split('\n');
  const hint = second.replace(/^\((.*)\)$/, '$1');
  return { code: 'usage', message: first, fix: hint === '' ? see : `${hint} ${see}` };
};

/** `coordinator recover reset`: as far as the words name commands. */
const meantOf = ({ program, words }: Failed): readonly string[] => {
  const names = [program.name()];
  let command = program;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) continue;
    names.push(word);
    command = next;
  }
  return names;
};

const traceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};
