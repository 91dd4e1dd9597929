/**
 * The witness: what the workers themselves wrote down, one line when one starts and one when it ends.
 */
import { readFileSync } from 'node:fs';

/** One execution of a worker's command. `code` and `endedAtMs` are null for one that was ended from outside. */
export interface Execution {
  readonly issue: number;
  readonly attempt: number;
  readonly run: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly code: number | null;
}

interface Line {
  readonly kind: string;
  readonly issue: number;
  readonly attempt: number;
  readonly run: string;
  readonly value: number;
  readonly atMs: number;
}

/** All executions, in order of their start. */
export const readWitness = (path: string): readonly Execution[] => {
  const lines = readText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
  return lines
    .filter(({ kind }) => kind === 'S')
    .map((start) => {
      const { issue, attempt, run } = start;
      const end = lines.find((line) => line.kind === 'E' && line.run === run);
      const ended = { endedAtMs: end?.atMs ?? null, code: end?.value ?? null };
      return { issue, attempt, run, pid: start.value, startedAtMs: start.atMs, ...ended };
    });
};

/** `S gh-1 1 RUN PID NANOSECONDS` or `E gh-1 1 RUN CODE NANOSECONDS`. */
const parseLine = (line: string): Line => {
  const [kind = '', task = '', attempt, run = '', value, at] = line.split(' ');
  const issue = Number(task.slice('gh-'.length));
  return { kind, issue, attempt: Number(attempt), run, value: Number(value), atMs: Number(at) / 1e6 };
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
