/**
 * How an attempt ended, in words.
 */
import type { AttemptEnd } from '../model/attempt.ts';

/** What the kernel ends a process for, by exit code (128 and the signal, Linux and macOS). */
const limitSignals: Readonly<Record<number, string>> = {
  152: 'limit of processor time',
  153: 'limit of file size',
};

const setupText = (code: number, lastWords: readonly string[]): string =>
  `worktrees.setup failed (exit ${code}, see setup.log beside the worker’s logs)${lastWords.map((line, index) => `${index === 0 ? ': ' : ' / '}${line}`).join('')}`;

/** One line about an end: `exited 1`, `killed (signal 9), not by the coordinator`, `exit unknown: ...`. */
export const endText = (end: AttemptEnd): string => {
  if (end.kind === 'never-started') return `never started: ${end.why}`;
  if (end.kind === 'lost') return `exit unknown: ${end.why}`;
  const { code, why, failedSetup } = end.exit;
  if (failedSetup !== undefined) return setupText(code, failedSetup);
  if (why === 'self') {
    if (code === 137 || code === 143 || code === 130)
      return `killed (signal ${code - 128}), not by the coordinator`;
    const limit = limitSignals[code];
    if (limit !== undefined) return `killed (signal ${code - 128}): over its ${limit}`;
    return `exited ${code}`;
  }
  const how = { term: 'ended on request', kill: 'killed on request', ceiling: 'ended at the time ceiling' }[
    why
  ];
  return `${how} (exit ${code})`;
};
