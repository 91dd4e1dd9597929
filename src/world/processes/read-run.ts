/**
 * What one run directory and the process table say: the adoption table. The same rows serve the first look after a
 * restart and every tick. Order matters: first whether the runner lives, then its records, so that a record which is
 * missing after its writer is gone will never come.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitRecord, RunSeen } from '../../model/attempt.ts';
import type { RunId } from '../../model/ids.ts';
import { isAlive, readMarked } from './process-table.ts';

import {
  blankExit,
  durationMsOf,
  type OwnerRecord,
  parseExit,
  parseLeftovers,
  parseOwner,
} from './records.ts';
import { readClaim, readSetupLogPath } from './run-directory.ts';
import { readLastWords, readSetup } from './setup-record.ts';

import { isAbsence, readOrNull, transientOf } from './small-reads.ts';

/** One run, and where it writes. */
export interface RunPlace {
  readonly run: RunId;
  readonly directory: string;
  /** The boot this process lives in. */
  readonly boot: string;
}

/** One look. @throws TransientError something cannot be read, so that nothing is known. */
export const readRun = (place: RunPlace, readLogs: () => readonly string[]): RunSeen => {
  const ownerText = readOrNull(join(place.directory, 'owner'));
  if (ownerText === null) return readWithoutOwner(place);
  const owner = parseOwner(ownerText);
  if (owner === undefined) return { kind: 'garbled', file: join(place.directory, 'owner') };
  const runnerAlive = owner.boot === place.boot && isAlive(owner.runner);
  const exit = readExit(place, owner, runnerAlive);
  if (exit === 'garbled') return { kind: 'garbled', file: join(place.directory, 'exit') };
  if (exit !== null) return readAfterExit(place, owner, exit, runnerAlive);
  if (owner.boot !== place.boot) return { kind: 'lost', why: 'reboot' };
  if (runnerAlive) {
    const logPaths = liveLogsOf(place, readLogs);
    return { kind: 'live', workerPid: owner.worker.pid, lastOutputAtMs: readLastOutput(logPaths) };
  }
  const pids = readLeftovers(place.run, owner);
  return pids.length > 0 ? { kind: 'orphaned', pids } : { kind: 'lost', why: 'runner-died' };
};

/** While the worktree is set up, what that says is the sign of life. */
const liveLogsOf = ({ directory }: RunPlace, readLogs: () => readonly string[]): readonly string[] => {
  const setupLogPath = readSetup(directory) === 'under-way' ? readSetupLogPath(directory) : null;
  return setupLogPath === null ? readLogs() : [setupLogPath];
};

const readWithoutOwner = ({ run, directory }: RunPlace): RunSeen => {
  if (readOrNull(join(directory, 'exit')) !== null) {
    return { kind: 'garbled', file: join(directory, 'owner') };
  }
  const claim = readClaim(directory);
  if (claim !== 'claimed') return { kind: claim };
  if (readLeftovers(run, null).length > 0) return { kind: 'claimed' };
  // The runner may have written its owner record, ended and taken all marks with it since the first look.
  return readOrNull(join(directory, 'owner')) === null
    ? { kind: 'lost', why: 'runner-died' }
    : { kind: 'claimed' };
};

const readAfterExit = (
  place: RunPlace,
  owner: OwnerRecord,
  exit: ExitRecord,
  runnerAlive: boolean,
): RunSeen => {
  const drained = readOrNull(join(place.directory, 'drained')) !== null;
  const ended = (): RunSeen => ({ kind: 'ended', exit: { ...exit, ...readEnded(place) } });
  if (drained || owner.boot !== place.boot) return ended();
  if (!runnerAlive && readLeftovers(place.run, owner).length === 0) return ended();
  return { kind: 'draining', exit, runnerAlive };
};

/** What the runner has ended besides the worker; nothing where there was nothing, or nobody wrote it down. */
const readEnded = ({ directory }: RunPlace): Pick<ExitRecord, 'leftovers'> => {
  const leftovers = parseLeftovers(readOrNull(join(directory, 'leftovers')) ?? '');
  return leftovers.length === 0 ? {} : { leftovers };
};

/**
 * The exit record. A runner that could not rename it (no process to be had) has left it in its reserved space. A
 * blank one was never written down before the machine went away.
 */
const readExit = (
  { directory }: RunPlace,
  owner: OwnerRecord,
  runnerAlive: boolean,
): ExitRecord | 'garbled' | null => {
  const named = readOrNull(join(directory, 'exit'));
  const text = named ?? (runnerAlive ? null : readOrNull(join(directory, 'status')));
  if (text === null || text === blankExit) return null;
  const line = parseExit(text);
  if (line === undefined) return named === null ? null : 'garbled';
  return {
    code: line.code,
    why: line.why,
    durationMs: durationMsOf(owner, line),
    ...failedSetupOf(directory),
  };
};

const failedSetupOf = (directory: string): Pick<ExitRecord, 'failedSetup'> => {
  if (readSetup(directory) !== 'failed') return {};
  const logPath = readSetupLogPath(directory);
  return { failedSetup: logPath === null ? [] : readLastWords(logPath) };
};

/** Processes of the run that live without its runner. "None" is believed after two looks, 30 ms apart. */
const readLeftovers = (run: RunId, owner: OwnerRecord | null): readonly number[] => {
  const found = lookForLeftovers(run, owner);
  if (found.length > 0) return found;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  return lookForLeftovers(run, owner);
};

const lookForLeftovers = (run: RunId, owner: OwnerRecord | null): readonly number[] => {
  const pids = new Set(readMarked(run).map(({ pid }) => pid));
  if (owner !== null && isAlive(owner.worker)) pids.add(owner.worker.pid);
  return [...pids];
};

/** When the newest log was written to; null while all are empty. */
const readLastOutput = (paths: readonly string[]): number | null => {
  const times = paths.map(readWrittenAtMs).filter((time) => time !== null);
  return times.length === 0 ? null : Math.max(...times);
};

const readWrittenAtMs = (path: string): number | null => {
  try {
    const log = statSync(path);
    return log.size === 0 ? null : log.mtimeMs;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw transientOf(error, `cannot look at ${path}`);
  }
};
