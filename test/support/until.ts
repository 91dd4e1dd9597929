/**
 * Waiting for a condition, never for a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSeen } from '../../src/model/attempt.ts';
import type { RunId } from '../../src/model/ids.ts';
import type { Processes } from '../../src/world/world.ts';

/** Resolves once it holds. @throws Error after `limitMs`, with what `tell` says. */
export const until = async (
  isMet: () => boolean,
  tell: () => string = () => '',
  limitMs = 20_000,
): Promise<void> => {
  const deadline = performance.now() + limitMs;
  while (!isMet()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${isMet} ${tell()}`);
    await sleep(5);
  }
};

/** Resolves once the run is seen as one of these. */
export const untilSeen = async (
  processes: Processes,
  run: RunId,
  ...kinds: readonly RunSeen['kind'][]
): Promise<RunSeen> => {
  let seen = processes.readRun(run);
  await until(
    () => {
      seen = processes.readRun(run);
      return kinds.includes(seen.kind);
    },
    () => JSON.stringify(seen),
  );
  return seen;
};

/** Resolves once a live worker has written something: it is past its start. */
export const untilTalking = (processes: Processes, run: RunId): Promise<void> =>
  until(() => {
    const seen = processes.readRun(run);
    return seen.kind === 'live' && seen.lastOutputAtMs !== null;
  });
