/**
 * The process table: who lives, who carries an attempt's mark, and the only place that sends signals.
 * A process id alone means nothing: it is used together with the start time that was read in the same moment.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { BugError } from '../../model/failures.ts';
import type { RunId } from '../../model/ids.ts';
import { codeOf, isAbsence, readOrNull, transientOf } from './small-reads.ts';

/**
 * One row: `startTicks` is field 22 of `/proc/PID/stat`, `state` its letter (`R`, `S`, `Z` ...); `parentPid` and
 * `session` are 0 where they are not told.
 */
export interface ProcessRow {
  readonly startTicks: string;
  readonly state: string;
  readonly parentPid: number;
  readonly session: number;
}

/** A process of this boot. */
export interface ProcessRef {
  readonly pid: number;
  readonly startTicks: string;
}

/** Null when there is no such process. @throws TransientError the table cannot be read. */
export const readProcess = (pid: number): ProcessRow | null => {
  if (!isSignalable(pid)) return null;
  if (process.platform !== 'linux') return readWithPs(pid);
  const stat = readOrNull(`/proc/${pid}/stat`);
  // The name may hold spaces and parentheses: the fields begin after the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields?.[0], fields?.[19]];
  if (state === undefined || startTicks === undefined) return null;
  return { state, startTicks, parentPid: Number(fields?.[1]), session: Number(fields?.[3]) };
};

/** Start times of one second's precision; not verified. */
const readWithPs = (pid: number): ProcessRow | null => {
  const env = { ...process.env, LC_ALL: 'C' };
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const ps = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env });
  if (ps.error !== undefined) throw transientOf(ps.error, `cannot look for process ${pid}`);
  const [state, ...start] = ps.stdout.trim().split(/\s+/);
  if (state === undefined || start.length < 5) return null;
  return { state, startTicks: start.join('_'), parentPid: 0, session: 0 };
};

/** True when exactly this process lives; a zombie is dead. The caller vouches for the boot. */
export const isAlive = (process: ProcessRef): boolean => {
  const row = readProcess(process.pid);
  return row !== null && row.startTicks === process.startTicks && !/^[ZXx]/.test(row.state);
};

/**
 * Processes that carry the run's mark, this one left out. Costs about 1 ms for 100 processes; Linux only.
 * @throws TransientError the table cannot be read.
 */
export const readMarked = (run: RunId): readonly ProcessRef[] => {
  if (run === '') throw new BugError('an empty run id marks no process');
  if (process.platform !== 'linux') return [];
  return readPids()
    .filter((pid) => isSignalable(pid) && pid !== process.pid && isMarked(pid, run))
    .map((pid) => ({ pid, startTicks: readProcess(pid)?.startTicks ?? '' }))
    .filter((found) => isAlive(found));
};

/** Every process of this machine; Linux only. @throws TransientError they cannot be listed. */
export const readPids = (): readonly number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch (error) {
    throw transientOf(error, 'cannot list the processes of this machine');
  }
};

/** True when one whole entry of the process's environment is the run's mark. */
const isMarked = (pid: number, run: RunId): boolean => {
  const entry = Buffer.from(`COORDINATOR_RUN=${run}\0`);
  const environ = readEnviron(pid);
  for (let at = environ.indexOf(entry); at !== -1; at = environ.indexOf(entry, at + 1)) {
    if (at === 0 || environ[at - 1] === 0) return true;
  }
  return false;
};

const readEnviron = (pid: number): Buffer => {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch (error) {
    // Somebody else's process: not ours, whatever it carries.
    if (isAbsence(error) || codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return Buffer.alloc(0);
    throw transientOf(error, `cannot read the environment of process ${pid}`);
  }
};

/** True when the process lives and still carries the mark: a pid that was reused in between does not. */
export const isStillMarked = (found: ProcessRef, run: RunId): boolean =>
  isMarked(found.pid, run) && isAlive(found);

/** Signals exactly this process; false when it is gone or may not be signalled. */
export const signalExactly = (
  found: ProcessRef,
  signal: 'SIGTERM' | 'SIGUSR1' | 'SIGKILL' | 'SIGSTOP',
): boolean => {
  if (!isSignalable(found.pid) || !isAlive(found)) return false;
  try {
    return process.kill(found.pid, signal);
  } catch {
    return false;
  }
};

/** 0, 1 and negative numbers mean our own group, init, or everybody: no process of ours. */
const isSignalable = (pid: number): boolean => Number.isSafeInteger(pid) && pid > 1;
