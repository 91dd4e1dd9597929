/**
 * Time and chance, as this machine has them.
 */
import { readAwakeMs, readBootId } from './processes/machine.ts';
import type { Clock } from './world.ts';

/** The clock of this machine and this boot. @throws TransientError the machine tells no boot id. */
export const openClock = (): Clock => {
  const boot = readBootId();
  return {
    now: () => ({ atMs: Date.now(), uptimeMs: readAwakeMs(), boot }),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs).unref();
      return () => clearTimeout(timer);
    },
    newRunId: () => crypto.randomUUID(),
  };
};
