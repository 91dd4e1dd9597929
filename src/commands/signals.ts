/**
 * Signals of `coordinator run`: the first ends in order, the second at once; workers have sessions of their own and
 * never see them. What the first one has asked of workers stands (docs/decisions/0037-second-signal.md).
 */
import type { Daemon } from '../daemon/daemon.ts';
import { longestDownMs } from '../model/run-spec.ts';
import type { Settings } from '../model/settings.ts';
import type { Narrator } from '../world/world.ts';

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Ending = keyof typeof codes;

/** What a signal needs to say what it does. */
export interface SignalContext {
  readonly narrator: Narrator;
  readonly readSettings: () => Settings;
}

/** Listens until released. `exitCode` is 0 after one signal, null when none came. */
export const endOnSignals = (
  daemon: Daemon,
  { narrator, readSettings }: SignalContext,
): { exitCode(): number | null; release(): void } => {
  let count = 0;
  const tell = (text: string): void =>
    narrator.tell({ atMs: Date.now(), subject: 'coordinator', word: 'stopping', text });
  const onSignal = (signal: Ending): void => {
    count += 1;
    if (count > 1) process.exit(codes[signal]);
    const { shutdown, workers } = readSettings();
    tell(
      shutdown === 'stop'
        ? `workers are asked to end, up to ${longestDownMs(workers.graceMs) / 1000}s (again: exit now; they end by themselves, the next run takes up their work)`
        : 'workers go on and are adopted by the next coordinator run',
    );
    daemon.shutDown();
  };
  const names = Object.keys(codes) as Ending[];
  for (const name of names) process.on(name, onSignal);
  return {
    exitCode: () => (count === 0 ? null : 0),
    release: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
};
