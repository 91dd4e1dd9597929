/**
 * A scope of systemd's user manager around a runner and its worker: the kernel holds the tree to its limits and can be
 * asked to end all of it. It is used only where a limit of the tree is set, and never where it could shorten a worker's
 * life: a user manager ends with its user's last session, unless that user lingers.
 */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunId } from '../../model/ids.ts';
import type { WorkerLimits } from '../../model/settings.ts';
import { findProgram } from './find-program.ts';
import { readOrNull } from './small-reads.ts';

/** How the user manager is reached: `systemd-run` by its absolute path, XDG_RUNTIME_DIR, and words it understands. */
export interface Scope {
  readonly kind: 'there';
  readonly programPath: string;
  readonly runtimePath: string;
  readonly policy: readonly string[];
}

/** A way to make scopes, or one clause why there is none. */
export type ScopeSeen = Scope | { readonly kind: 'none'; readonly why: string };

/** What the probe goes by; tests stand in for the machine. */
export interface ScopeProbe {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when what the user manager holds lives as long as this process could. */
  readonly outlivesLogin: () => boolean;
}

const probeMs = 2000;

/** After an out-of-memory kill the others of the scope, the runner above all, go on. Known since systemd 253. */
const policies: readonly (readonly string[])[] = [['-p', 'OOMPolicy=continue'], []];

/** Asks whether a scope can be made. Takes up to 4 s where a manager hangs. */
export const probeScope = ({ env, outlivesLogin }: ScopeProbe): ScopeSeen => {
  const runtimePath = env.XDG_RUNTIME_DIR ?? '';
  const programPath = runtimePath === '' ? null : findProgram('systemd-run', env.PATH);
  if (process.platform !== 'linux' || programPath === null) return { kind: 'none', why: 'no user manager' };
  if (!outlivesLogin()) return { kind: 'none', why: 'workers would end at logout: loginctl enable-linger' };
  const policy = policies.find((words) =>
    runBriefly(programPath, [...base, ...words, '--', 'true'], runtimePath),
  );
  return policy === undefined
    ? { kind: 'none', why: 'the user manager does not answer' }
    : { kind: 'there', programPath, runtimePath, policy };
};

const base = ['--user', '--scope', '--quiet', '--collect'];

/** True when it ended well and in time. */
const runBriefly = (file: string, words: readonly string[], runtimePath: string): boolean => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const env = { PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: runtimePath };
  return (
    spawnSync(file, words, { env, timeout: probeMs, killSignal: 'SIGKILL', stdio: 'ignore' }).status === 0
  );
};

/** Lingering is on, or this process itself belongs to the user manager and ends with it. */
export const outlivesLogin = (): boolean => {
  try {
    const { username, uid } = userInfo();
    const ownGroup = readOrNull('/proc/self/cgroup') ?? '';
    return existsSync(`/var/lib/systemd/linger/${username}`) || ownGroup.includes(`/user@${uid}.service/`);
  } catch {
    // A user without a name, or nothing to be read: then a scope is not worth the risk.
    return false;
  }
};

/** True where the kernel is to hold the tree of a worker with these limits. */
export const wantsScope = ({ memoryBytes, processCount }: WorkerLimits): boolean =>
  memoryBytes !== null || processCount !== null;

/**
 * A scope counts threads, `workers.limits.processes` processes. It only keeps a fork storm from the machine, so many
 * threads to a process allowed; processes are counted by looking, as everywhere.
 */
const threadsPerProcess = 32;

/** Words of `systemd-run` before a command that it executes, in its own place, in the run's own scope. */
export const scopeWords = (
  run: RunId,
  { memoryBytes, processCount }: WorkerLimits,
  policy: readonly string[],
): readonly string[] => [
  ...base,
  `--unit=${unitOf(run)}`,
  ...(memoryBytes === null ? [] : ['-p', `MemoryMax=${memoryBytes}`]),
  ...(processCount === null ? [] : ['-p', `TasksMax=${processCount * threadsPerProcess}`]),
  ...policy,
  '--',
];

const unitOf = (run: RunId): string => `coordinator-${run}.scope`;

/** Ends everything in the run's scope. What is left is for others to look at: this may fail. */
export const killScope = (run: RunId, { programPath, runtimePath }: Scope): void => {
  const systemctl = join(dirname(programPath), 'systemctl');
  runBriefly(systemctl, ['--user', 'kill', '--signal=SIGKILL', unitOf(run)], runtimePath);
};
