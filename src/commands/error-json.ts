/** A failure as `--json` tells it, on standard error: standard output then stays empty, as there is no answer. */
import type { ErrorAnswer } from '../answers/failure.ts';
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';

/** Of a UsageError, by its exit code. */
const usageCodes: Readonly<Record<number, ErrorAnswer['error']['code']>> = {
  1: 'refused',
  2: 'usage',
  3: 'already-running',
  4: 'github',
  8: 'pending',
  130: 'left',
};

/** Stable, for scripts; the exit code says the same more roughly. */
const codeOf = (error: unknown): ErrorAnswer['error']['code'] => {
  if (error instanceof UsageError) return usageCodes[error.exitCode] ?? 'usage';
  if (error instanceof TransientError) return 'try-again';
  return error instanceof PermanentError ? 'cannot' : 'bug';
};

export const errorJsonOf = (error: unknown): ErrorAnswer => {
  const message = error instanceof Error ? error.message : String(error);
  const isOurs =
    error instanceof UsageError || error instanceof TransientError || error instanceof PermanentError;
  return { error: { code: codeOf(error), message, fix: isOurs ? (error.fix ?? null) : null } };
};

/** What the parser of the command line said: its first line, and the suggestion in brackets after it. */
export const parserErrorJsonOf = (text: string): ErrorAnswer => {
  const [first = '', second] = text.replace(/^error: /, '').split('\n');
  const fix =
    second === undefined || second === '' ? 'coordinator --help' : second.replace(/^\((.*)\)$/, '$1');
  return { error: { code: 'usage', message: first, fix } };
};
