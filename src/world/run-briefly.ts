/**
 * Runs a program for its answer: never with a terminal, never for longer than told, and with all that it started.
 */
import { execa } from 'execa';
import type { ProgramSeen } from '../model/examined.ts';

/** `env` is complete, nothing is inherited. */
export interface BriefRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

/** Bytes of an answer that are read; the rest is not waited for. */
const mostBytes = 100_000;

/** Resolves with how it ended; rejects never. */
export const runBriefly = async ({ argv, cwd, env, limitMs }: BriefRun): Promise<ProgramSeen> => {
  const [file = '', ...words] = argv;
  const result = await execa(file, words, {
    cwd,
    env,
    extendEnv: false,
    timeout: Math.round(limitMs),
    forceKillAfterDelay: 300,
    killDescendants: true,
    reject: false,
    stdin: 'ignore',
    maxBuffer: mostBytes,
  });
  const { exitCode, timedOut, stdout = '', stderr = '' } = result;
  if (timedOut) return { kind: 'silent', afterMs: limitMs };
  if (exitCode !== undefined) return { kind: 'ended', code: exitCode, stdout, stderr };
  return { kind: 'missing', why: result.originalMessage ?? result.shortMessage ?? 'it ended by a signal' };
};
