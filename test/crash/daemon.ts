/**
 * The coordinator of a round as a child process: `test/fixtures/crash-daemon.ts` in the clone.
 */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT_PATH } from '../support/house-tree.ts';
import type { FaultyDoor } from './faulty-doors.ts';
import type { Ground } from './ground.ts';

/** Where its points lie: at the doors of the world, or one floor below at the calls of Node. */
export type Level = 'doors' | 'calls';

/** How one coordinator is started. */
export interface DaemonRequest {
  readonly level: Level;
  /** The point it dies at; null = none. */
  readonly point: string | null;
  readonly fault?: FaultyDoor | undefined;
  /** Gets the names of the points passed. */
  readonly logPath?: string;
}

export interface Daemon {
  /** What ended it: a signal, or its own exit code. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  stderr(): string;
  kill(): void;
}

const daemonPath = join(ROOT_PATH, 'test', 'fixtures', 'crash-daemon.ts');

/** Starts it. */
export const startDaemon = (ground: Ground, request: DaemonRequest): Daemon => {
  const { level, point, fault, logPath } = request;
  const more = {
    CRASH_LEVEL: level,
    ...(point === null ? {} : { CRASH_AT: point }),
    ...(fault === undefined ? {} : { CRASH_FAULT: fault }),
    ...(logPath === undefined ? {} : { CRASH_LOG: logPath }),
    // Node compiles the sources once for all rounds.
    NODE_COMPILE_CACHE: join(tmpdir(), 'coordinator-crash-compiled'),
  };
  const child = spawn(process.execPath, [daemonPath], {
    cwd: ground.repository.rootPath,
    env: { ...ground.env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
    stderr: () => said,
    kill: () => void child.kill('SIGKILL'),
  };
};
