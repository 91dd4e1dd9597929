/**
 * Starts one attempt: run directory first, then the runner, detached, with the logs as its file descriptors. No pipe
 * leads back here, so nothing that happens to the coordinator reaches the worker.
 */
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import type { ProcessIdentity } from '../../model/attempt.ts';
import { BugError, PermanentError, TransientError } from '../../model/failures.ts';
import type { RunSpec } from '../../model/run-spec.ts';
import { checkCommand } from './command-check.ts';
import { readProcess } from './process-table.ts';
import { fence, makeDirectory } from './run-directory.ts';
import { type RunnerCommand, type RunnerSource, runnerCommand } from './runner-tools.ts';
import { dropScratch, makeScratch } from './scratch.ts';
import { closeQuietly, codeOf, isAbsence, transientOf } from './small-reads.ts';

/** Where and with what a run is started. */
export interface Launchpad extends RunnerSource {
  readonly boot: string;
}

/**
 * The runner's identity, once it has been started. After a failure the run is called off and never starts.
 * @throws PermanentError the command cannot be started. @throws TransientError no room, or the directory is gone.
 */
export const startRun = async (spec: RunSpec, pad: Launchpad): Promise<ProcessIdentity> => {
  if (spec.env.COORDINATOR_RUN !== spec.run) throw new BugError(`run ${spec.run} does not carry its mark`);
  checkDirectory(spec.cwd);
  checkCommand(spec);
  const command = runnerCommand(spec, pad);
  makeDirectory(pad.directory, spec, command.tier);
  try {
    makeScratch(spec.scratchPath);
    const pid = await spawnRunner(spec, command);
    return { pid, startTicks: readProcess(pid)?.startTicks ?? '', boot: pad.boot };
  } catch (error) {
    if (fence(pad.directory) === 'fenced') dropScratch(spec.scratchPath);
    throw error;
  }
};

const checkDirectory = (cwd: string): void => {
  if (isDirectory(cwd)) return;
  throw new TransientError(`cannot start in ${cwd}: no such directory`, {
    fix: 'The worktree is made again before the next try.',
  });
};

const isDirectory = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isAbsence(error)) return false;
    throw transientOf(error, `cannot start in ${path}`);
  }
};

const spawnRunner = async (spec: RunSpec, command: RunnerCommand): Promise<number> => {
  const stdio = openStdio(spec);
  try {
    return await spawn(spec, command, stdio);
  } finally {
    for (const file of stdio) closeQuietly(file);
  }
};

/** Descriptors of standard input, output and error. Any number will do, though the types of execa say 3 to 9. */
type Stdio = readonly [3, 3, 3];

const openStdio = (spec: RunSpec): Stdio => {
  const opened: number[] = [];
  const open = (path: string, flags: string): number => {
    const file = openSync(path, flags, 0o600);
    opened.push(file);
    return file;
  };
  try {
    const setupLogs = spec.setup === undefined ? [] : [spec.setup.logPath];
    for (const path of [spec.stdoutPath, spec.stderrPath, ...setupLogs])
      mkdirSync(dirname(path), { recursive: true });
    for (const path of setupLogs) closeSync(openSync(path, 'a', 0o600));
    // Appending, so that a log that was cut short goes on cleanly.
    const input = open(spec.stdinPath ?? '/dev/null', 'r');
    return [input, open(spec.stdoutPath, 'a'), open(spec.stderrPath, 'a')] as readonly number[] as Stdio;
  } catch (error) {
    for (const file of opened) closeQuietly(file);
    throw transientOf(error, 'cannot open the prompt or the logs of a worker');
  }
};

const spawn = async (spec: RunSpec, { file, argv, env }: RunnerCommand, stdio: Stdio): Promise<number> => {
  const child = execa(file, argv, {
    cwd: spec.cwd,
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdio,
  });
  if (child.pid === undefined) throw refusalOf(spec, (await child).cause);
  child.nodeChildProcess.unref();
  return child.pid;
};

/** Why the machine refused to make a process. */
const refusalOf = (spec: RunSpec, cause: unknown): Error => {
  if (codeOf(cause) === 'E2BIG') {
    return new PermanentError(`cannot start "${spec.argv[0]}": the command line is too long`, {
      cause,
      fix: 'Hand the prompt over by file or standard input.',
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TransientError(`cannot start a process: ${why}`, {
    cause,
    fix: 'Too many processes or open files, or too little memory? It is tried again.',
  });
};
