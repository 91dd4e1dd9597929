/**
 * This machine's boot and uptime, and this process: what makes an instant or a process id mean something later.
 * Linux answers from /proc. macOS answers through `sysctl` and is not verified.
 */
import { execFileSync } from 'node:child_process';
import { uptime } from 'node:os';
import type { ProcessIdentity } from '../../model/attempt.ts';
import { BugError, TransientError } from '../../model/failures.ts';
import { readProcess } from './process-table.ts';
import { readOrNull } from './small-reads.ts';

/** An id that is new with every boot. @throws TransientError the machine does not tell. */
export const readBootId = (): string => {
  const id = readOrNull('/proc/sys/kernel/random/boot_id') ?? readBootSession();
  if (!/^[\w-]+$/.test(id.trim())) throw new TransientError(`this machine tells no boot id (${id.trim()})`);
  return id.trim();
};

const readBootSession = (): string => {
  try {
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' });
  } catch (cause) {
    throw new TransientError('this machine tells no boot id', { cause, fix: 'Is /proc mounted?' });
  }
};

/** Milliseconds since boot, time asleep included; never moves with the wall clock. */
export const readUptimeMs = (): number => {
  const seconds = Number(readOrNull('/proc/uptime')?.split(' ', 1)[0] ?? Number.NaN);
  return Math.round((Number.isFinite(seconds) ? seconds : uptime()) * 1000);
};

/** This process. */
export const readSelf = (): ProcessIdentity => {
  const seen = readProcess(process.pid);
  if (seen === null) throw new BugError('this process is not in the process table');
  return { pid: process.pid, startTicks: seen.startTicks, boot: readBootId() };
};
