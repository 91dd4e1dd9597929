/**
 * The pulse: a few cheap looks, four times a second while workers live, that only tell whether a tick is worth while.
 * It is the safety net below the watcher, and keeps the promises of SPEC section 7 (STOP within a second, `tasks.md`
 * within two) also where the machine has no watches left. Once a second it rings while a task waits for time to pass.
 */
import { isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { Site } from '../model/site.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';

const busyMs = 250;
const calmMs = 500;
const beatMs = 1000;

/** Whom the pulse looks at, and whom it tells. */
export interface PulseSource {
  readonly world: World;
  readonly site: Site;
  readonly ring: () => void;
  /** An invariant broke. */
  readonly onBug: (error: unknown) => void;
}

/** Starts looking; the returned function ends it. */
export const startPulse = (source: PulseSource): (() => void) => {
  const { clock } = source.world;
  let last = '';
  let sinceRingMs = 0;
  let isOver = false;
  let cancel = (): void => {};
  const lookOrEnd = (): Look => {
    try {
      return look(source);
    } catch (error) {
      isOver = true;
      source.onBug(error);
      return { signs: last, everyMs: calmMs, isWaiting: false };
    }
  };
  const beat = (): void => {
    const { signs, everyMs, isWaiting } = lookOrEnd();
    sinceRingMs += everyMs;
    if (signs !== last || (isWaiting && sinceRingMs >= beatMs)) {
      last = signs;
      sinceRingMs = 0;
      source.ring();
    }
    if (!isOver) cancel = clock.after(everyMs, beat);
  };
  cancel = clock.after(0, beat);
  return () => {
    isOver = true;
    cancel();
  };
};

interface Look {
  readonly signs: string;
  readonly everyMs: number;
  readonly isWaiting: boolean;
}

/** All signs as one string. A look that fails is a sign too: the tick will say what is wrong. */
const look = ({ world, site }: PulseSource): Look => {
  try {
    const live = world.store.readMemory().tasks.filter((task) => !isTerminal(task.recorded.state));
    const tasks = live.map((task) => signsOf(task, world));
    const savedAtMs = world.files.readModifiedAtMs(site.ledgerPath);
    const signs = [savedAtMs, world.store.countControls(), ...tasks];
    const isBusy = live.some(({ attempts }) => attempts.some(isLive));
    return {
      signs: signs.join('|'),
      everyMs: isBusy ? busyMs : calmMs,
      isWaiting: live.length > 0 || isJustSaved(savedAtMs, world),
    };
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return { signs: error.message, everyMs: calmMs, isWaiting: true };
  }
};

/** An editor may still be writing: one more look is due when it has settled. */
const isJustSaved = (savedAtMs: number | null, { clock }: World): boolean =>
  savedAtMs !== null && Math.abs(clock.now().atMs - savedAtMs) < 2 * beatMs;

const signsOf = (task: TaskMemory, { files, processes }: World): string => {
  const runs = task.attempts.filter(isLive).map(({ run }) => {
    const seen = processes.readRun(run);
    return seen.kind === 'live' ? `live ${seen.workerPid}` : seen.kind;
  });
  const stop = files.readModifiedAtMs(`${task.worktreePath}/STOP`);
  const isAsking = task.recorded.state === 'blocked' && files.isPresent(`${task.worktreePath}/BLOCKED.md`);
  return `${task.issue}:${runs.join()}:${stop}:${isAsking}`;
};
