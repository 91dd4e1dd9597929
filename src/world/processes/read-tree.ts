/**
 * What the tree of a run uses. Under a subreaper the tree is complete below the runner; without one, what carries the
 * run's mark is looked at too. The runner itself is left out.
 */
import { join } from 'node:path';
import type { TreeUsage } from '../../model/supervision.ts';
import { readMarked } from './process-table.ts';
import { readChildPids } from './read-children.ts';
import type { RunPlace } from './read-run.ts';
import { parseOwner } from './records.ts';
import { codeOf, isAbsence, readOrNull } from './small-reads.ts';

/**
 * Null where nothing is known: no owner record, another boot, no /proc. Memory is the plain sum of resident memory, an
 * upper bound; only where that exceeds `exactAboveBytes` are shared pages looked at and counted once, which costs more.
 * @throws TransientError something cannot be read.
 */
export const readTree = (place: RunPlace, exactAboveBytes: number): TreeUsage | null => {
  if (process.platform !== 'linux') return null;
  const owner = parseOwner(readOrNull(join(place.directory, 'owner')) ?? '');
  if (owner === undefined || owner.boot !== place.boot) return null;
  const marked = owner.subreaper ? [] : readMarked(place.run).map(({ pid }) => pid);
  const pids = readDescendants(owner.runner.pid, marked);
  const resident = pids.map(readResidentBytes).filter((bytes) => bytes !== null);
  const sumBytes = sumOf(resident);
  const residentBytes = sumBytes > exactAboveBytes ? sumOf(pids.map(readExactBytes)) : sumBytes;
  return { processCount: resident.length, residentBytes };
};

const readDescendants = (runnerPid: number, marked: readonly number[]): readonly number[] => {
  const found = new Set<number>([runnerPid, ...marked]);
  // A set is walked in the order of insertion, additions included.
  for (const pid of found) for (const child of readChildPids(pid)) found.add(child);
  found.delete(runnerPid);
  return [...found];
};

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, bytes) => sum + bytes, 0);

/** Null for a process that is gone, or a zombie. */
const readResidentBytes = (pid: number): number | null => {
  const status = readOrNull(`/proc/${pid}/status`);
  return status === null || /^State:\s+[ZXx]/m.test(status) ? null : kilobytesIn(status, 'VmRSS');
};

const readExactBytes = (pid: number): number => {
  const rollup = readRollup(pid);
  return rollup === null ? (readResidentBytes(pid) ?? 0) : kilobytesIn(rollup, 'Pss');
};

/** Null where it is not told: an old kernel, or a process that made itself unreadable. */
const readRollup = (pid: number): string | null => {
  try {
    return readOrNull(`/proc/${pid}/smaps_rollup`);
  } catch (error) {
    const { cause } = error as Error;
    if (codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM' || isAbsence(cause)) return null;
    throw error;
  }
};

const kilobytesIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
