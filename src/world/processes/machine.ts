/**
 * This machine's boot and its time awake, and this process: what makes an instant or a process id mean something later.
 * Linux answers from /proc. macOS answers through `sysctl` and is not verified.
 */
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
    // Loaded here only: on Linux `status` has no use for it, and it takes a sixth of its time.
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' });
  } catch (cause) {
    throw new TransientError('this machine tells no boot id', { cause, fix: 'Is /proc mounted?' });
  }
};

/**
 * Milliseconds since boot, time asleep left out; the same for every process of this boot, and never moved with the wall
 * clock. On Linux this is CLOCK_MONOTONIC. macOS counts time asleep in it (not verified).
 * @see clock_gettime(2), libuv uv_hrtime
 */
export const readAwakeMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** This process. */
export const readSelf = (): ProcessIdentity => {
  const seen = readProcess(process.pid);
  if (seen === null) throw new BugError('this process is not in the process table');
  return { pid: process.pid, startTicks: seen.startTicks, boot: readBootId() };
};
