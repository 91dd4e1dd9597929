/**
 * What this machine has left: disk, memory, load. What it does not tell is unknown.
 */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { freemem, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { HostSeen } from '../model/snapshot.ts';

/** This machine's room for more work. */
export interface Host {
  /**
   * Free disk is the least of the file systems of `paths` (absolute; one that is not there yet counts as its parent), and
   * of `temporaryPath`, unless that is in memory: then free memory tells.
   */
  readHost(paths: readonly string[], temporaryPath?: string): HostSeen;
}

/** Where the kernel tells; a test may have files of its own. */
export interface HostPlaces {
  readonly procPath: string;
  readonly cgroupsPath: string;
}

/** The door to the machine's room. */
export const openHost = (
  places: HostPlaces = { procPath: '/proc', cgroupsPath: '/sys/fs/cgroup' },
): Host => ({
  readHost: (paths, temporaryPath) => ({
    freeDiskBytes: seenOf('free disk', () =>
      Math.min(
        ...paths.map(readFreeDiskBytes),
        ...(temporaryPath === undefined ? [] : [readFreeTemporaryBytes(temporaryPath)]),
      ),
    ),
    freeMemoryBytes: seenOf('free memory', () => readFreeMemoryBytes(places)),
    load: seenOf('the load', () => loadavg()[0] ?? Number.NaN),
  }),
});

const seenOf = (what: string, read: () => number): Seen<number> => {
  try {
    const value = read();
    return Number.isFinite(value) ? known(value, Date.now()) : unknown(`this machine does not tell ${what}`);
  } catch (error) {
    return unknown(`${what} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
};

/** Bytes that an ordinary user may still write there. */
const readFreeDiskBytes = (path: string): number => {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return readFreeDiskBytes(dirname(path));
  }
};

/** The kernel's mark of a file system in memory. @see statfs(2) */
const tmpfsType = 0x01021994;

const readFreeTemporaryBytes = (path: string): number => {
  const free = readFreeDiskBytes(path);
  return existsSync(path) && statfsSync(path).type === tmpfsType ? Number.POSITIVE_INFINITY : free;
};

/** What can be had without swapping: the kernel's estimate, or less where a cgroup allows less. @see proc_meminfo(5) */
const readFreeMemoryBytes = ({ procPath, cgroupsPath }: HostPlaces): number => {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(readOrEmpty(join(procPath, 'meminfo')))?.[1];
  const machine = kib === undefined ? freemem() : Number(kib) * 1024;
  const own = /^0::(\/.*)$/m.exec(readOrEmpty(join(procPath, 'self/cgroup')))?.[1];
  if (own === undefined) return machine;
  const limits: number[] = [];
  for (let path = join(cgroupsPath, own); path.startsWith(cgroupsPath); path = dirname(path))
    limits.push(readLeftInCgroup(path));
  return Math.min(machine, ...limits);
};

/** Infinity where there is no limit. File pages that lie idle are given back, so they count as free. */
const readLeftInCgroup = (path: string): number => {
  const most = Number.parseInt(readOrEmpty(join(path, 'memory.max')), 10);
  const used = Number.parseInt(readOrEmpty(join(path, 'memory.current')), 10);
  if (!Number.isFinite(most) || !Number.isFinite(used)) return Number.POSITIVE_INFINITY;
  const idle = Number(/^inactive_file (\d+)$/m.exec(readOrEmpty(join(path, 'memory.stat')))?.[1] ?? 0);
  return Math.max(0, most - used + idle);
};

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
