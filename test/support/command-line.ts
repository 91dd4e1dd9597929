/**
 * The built command line as a child process: started, watched and waited for as a person at a terminal would.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT_PATH } from './house-tree.ts';

/** How a command ended and what it said. `signal` is what killed it, if anything did. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that was started. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Finished>;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
}

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The program under test. */
const MAIN_PATH = join(ROOT_PATH, 'dist', 'main.js');

const gather = (child: ChildProcess, name: 'stdout' | 'stderr'): (() => string) => {
  let text = '';
  child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};

/** Whatever a test that ran out of time still waits for must not outlive the test process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `coordinator ARGS`. */
export const startCommand = (args: readonly string[], { cwd, env }: Place): Started => {
  const child = spawn(process.execPath, [MAIN_PATH, ...args], {
    cwd,
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const stdout = gather(child, 'stdout');
  const stderr = gather(child, 'stderr');
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    stdout,
    stderr,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
  };
};

/** How long a condition may take to come true on a busy machine. */
const patienceMs = 45_000;

/**
 * Resolves with the first value of `look` that is neither false, null nor undefined; a look that throws counts as none.
 * @throws Error it did not come true in time; the message has `what` and what `context` says then.
 */
export const until = async <Value>(
  what: string,
  look: () => Value | Promise<Value>,
  context: () => string = () => '',
): Promise<NonNullable<Exclude<Value, false>>> => {
  const untilMs = performance.now() + patienceMs;
  let trouble = '';
  while (performance.now() < untilMs) {
    trouble = '';
    try {
      const value = await look();
      if (value !== false && value !== null && value !== undefined)
        return value as NonNullable<Exclude<Value, false>>;
    } catch (error) {
      trouble = String(error);
    }
    await pause(40);
  }
  throw new Error(`not in time: ${what} ${trouble}\n${context()}`);
};
