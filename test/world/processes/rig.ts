/**
 * A place to run fixture workers in, and the witnesses: what the tests believe about processes they read themselves,
 * not through the code under test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { RunSpec } from '../../../src/model/run-spec.ts';
import { openProcesses } from '../../../src/world/processes/open-processes.ts';
import { type RunnerTools, readRunnerTools } from '../../../src/world/processes/runner-tools.ts';
import type { Processes } from '../../../src/world/world.ts';
import { noLimits } from '../../support/no-limits.ts';
import { until, untilSeen } from '../../support/until.ts';

export const workersPath = fileURLToPath(new URL('../../fixtures/workers', import.meta.url));

export interface Rig {
  readonly rootPath: string;
  readonly runsPath: string;
  readonly treePath: string;
  readonly processes: Processes;
  readonly specOf: (argv: readonly string[], part?: Partial<RunSpec>) => RunSpec;
  /** Starts a fixture worker by name. */
  readonly start: (argv: readonly string[], part?: Partial<RunSpec>) => Promise<string>;
  /** What a run wrote so far; empty before it has a log. */
  readonly logOf: (run: string) => string;
  /** No process of any run is left, and all bystanders live. */
  readonly expectClean: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const patience = { quietMs: 100, limitMs: 5000, runnerMs: 300 };

/** Opens a rig in a temporary directory, with bystanders in the very directory the workers run in. */
export const openRig = (tools: Partial<RunnerTools> = {}): Rig => {
  const rootPath = mkdtempSync(join(tmpdir(), 'processes-'));
  const [runsPath, treePath] = [join(rootPath, 'runs'), join(rootPath, 'tree')];
  mkdirSync(treePath);
  const processes = openProcesses({ runsPath, patience, tools: { ...readRunnerTools(), ...tools } });
  const runs: string[] = [];
  const bystanders = spawnBystanders(treePath);
  const specOf = (argv: readonly string[], part: Partial<RunSpec> = {}): RunSpec => {
    const run = part.run ?? randomUUID();
    return {
      argv,
      cwd: treePath,
      env: { COORDINATOR_RUN: run, PATH: '/usr/bin:/bin', WITNESS: join(rootPath, `${run}.pids`) },
      stdinPath: null,
      stdoutPath: join(rootPath, 'logs', `${run}.jsonl`),
      stderrPath: join(rootPath, 'logs', `${run}.stderr.log`),
      graceMs: 400,
      firstSignal: null,
      scratchPath: null,
      ceilingMs: 60_000,
      limits: noLimits,
      ...part,
      run,
    };
  };
  return {
    rootPath,
    runsPath,
    treePath,
    processes,
    specOf,
    async start([name = '', ...words], part) {
      const spec = specOf([join(workersPath, name), ...words], part);
      runs.push(spec.run);
      await processes.startRun(spec);
      return spec.run;
    },
    logOf: (run) => readIfThere(join(rootPath, 'logs', `${run}.jsonl`)),
    async expectClean() {
      for (const run of runs.splice(0)) {
        await until(
          () => readCarriers(run).length === 0,
          () => `left of ${run}: ${readCarriers(run)}`,
        );
        expect(readWitnessed(join(rootPath, `${run}.pids`)).filter(isRunning)).toEqual([]);
      }
      expect(bystanders.map((child) => isRunning(child.pid ?? 0))).toEqual(bystanders.map(() => true));
    },
    async close() {
      for (const child of bystanders) child.kill('SIGKILL');
      for (const run of readdirSync(runsPath)) await processes.sweepRun(run);
      rmSync(rootPath, { recursive: true, force: true });
    },
  };
};

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '');

/** Innocent processes: the command line of a worker, its directory, a mark that is empty or only looks alike. */
const spawnBystanders = (cwd: string): readonly ChildProcess[] =>
  [{}, { COORDINATOR_RUN: '' }, { COORDINATOR_RUN: 'another' }].map((mark) =>
    spawn(join(workersPath, 'obeys-sigterm'), {
      cwd,
      env: { PATH: '/usr/bin:/bin', ...mark },
      stdio: 'ignore',
    }),
  );

/** The end of a run that ends by itself or was asked to. */
export const endOf = async (processes: Processes, run: string): Promise<string> => {
  const seen = await untilSeen(processes, run, 'ended', 'lost');
  return seen.kind === 'ended' ? `${seen.exit.code} ${seen.exit.why}` : JSON.stringify(seen);
};

const statOf = (pid: number): string[] => {
  const text = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** True for a process that is there and no zombie. */
export const isRunning = (pid: number): boolean => {
  try {
    return !['', 'Z', 'X'].includes(statOf(pid)[0] ?? '');
  } catch {
    return false;
  }
};

/** Processes that have the run id anywhere in their environment. */
const readCarriers = (run: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(run);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter(isRunning);

/** Pids that a fixture wrote down. */
export const readWitnessed = (path: string): number[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [];

/** Field of `/proc/PID/stat` by its number in proc(5). */
export const statField = (pid: number, field: number): string => statOf(pid)[field - 3] ?? '';

/** Fields of a run's owner record: version, runner, its start, worker, its start, boot, subreaper, dot. */
export const readOwner = (rig: Rig, run: string): string[] =>
  readFileSync(join(rig.runsPath, run, 'owner'), 'utf8')
    .trim()
    .split(' ');
