/**
 * Memory and processor time of one process, looked at from outside until it ends.
 */
import { readFileSync } from 'node:fs';

/** One look: megabytes resident, milliseconds of its own processor time so far, and of children it has waited for. */
export interface Reading {
  readonly atMs: number;
  readonly residentMb: number;
  readonly cpuMs: number;
  readonly childrenCpuMs: number;
}

/** What a process used up to its last reading. */
export interface Meter {
  readonly readings: readonly Reading[];
  stop(): void;
}

const everyMs = 100;

/** Linux counts processor time in ticks of 10 ms. */
const tickMs = 10;

/** Starts reading. */
export const startMeter = (pid: number): Meter => {
  const readings: Reading[] = [];
  const timer = setInterval(() => {
    const reading = readOnce(pid);
    if (reading !== null) readings.push(reading);
  }, everyMs);
  return { readings, stop: () => clearInterval(timer) };
};

const readOnce = (pid: number): Reading | null => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    if (kilobytes === undefined) return null;
    const { own, children } = readCpu(pid);
    const residentMb = Number(kilobytes) / 1024;
    return { atMs: performance.now(), residentMb, cpuMs: own, childrenCpuMs: children };
  } catch {
    return null;
  }
};

/** Processor time of a process, and of the children that it has waited for. @throws Error it is gone. */
export const readCpu = (pid: number | 'self'): { readonly own: number; readonly children: number } => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (at: number): number => Number(fields[at]) * tickMs;
  return { own: ticks(11) + ticks(12), children: ticks(13) + ticks(14) };
};

/** Megabytes per minute that the memory grew by: least squares over the second half, when everything was loaded. */
export const growthOf = (readings: readonly Reading[]): number | null => {
  const half = readings.slice(Math.floor(readings.length / 2));
  if (half.length < 20) return null;
  const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const minutes = half.map(({ atMs }) => atMs / 60_000);
  const [meanX, meanY] = [mean(minutes), mean(half.map(({ residentMb }) => residentMb))];
  const above = half.map(({ residentMb }, at) => ((minutes[at] ?? 0) - meanX) * (residentMb - meanY));
  const below = minutes.map((minute) => (minute - meanX) ** 2);
  return mean(above) / mean(below);
};
