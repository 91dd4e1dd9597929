/**
 * When GitHub is asked: at the configured pace, sooner after a hint, slower near the limit and after failures. A poll
 * runs beside the ticks; nothing waits for it.
 */
import { type PaceSource, pollDelayMs, slowedBecause } from '../decide/poll-pace.ts';
import { TransientError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import type { RemoteView } from '../model/snapshot.ts';
import type { RemoteReader } from '../observe/remote.ts';
import type { World } from '../world/world.ts';
import { noteStanding } from './standing.ts';
import { createUnknownsTeller } from './unknowns-teller.ts';

export interface Poller {
  /** The last view; null before the first poll. */
  readView(): RemoteView | null;
  /** Something suggests that GitHub has news. */
  hint(): void;
  /** GitHub's limits set the pace. */
  isSlowed(): boolean;
  stop(): void;
}

export interface PollerSource {
  readonly world: World;
  readonly reader: RemoteReader;
  readonly readSettings: () => Settings;
  /** A new view is there. */
  readonly onView: () => void;
  /** A poll is over; `isWhole`: all that it asked for was answered. */
  readonly onPoll?: ((isWhole: boolean) => void) | undefined;
  readonly onBug: (error: unknown) => void;
}

/** How soon a hint may lead to another poll. */
const hintGapMs = 1000;

/** Starts polling at once. */
export const createPoller = (source: PollerSource): Poller => {
  const { world, reader, readSettings, onView, onPoll, onBug } = source;
  let view: RemoteView | null = null;
  let brokenCount = 0;
  /** Of polls in a row that did not even say which issues and pull requests there are: only these slow it down. */
  let failureCount = 0;
  let isHinted = false;
  let isPolling = false;
  let isStopped = false;
  let cancelTimer = (): void => {};
  const tell = createPaceTeller(world);
  const tellUnknowns = createUnknownsTeller(world);

  const paceOf = (): PaceSource => ({
    intervalMs: readSettings().github.pollIntervalMs,
    failureCount,
    nowMs: world.clock.now().atMs,
    limit: world.github.readRateLimit(),
    hold: world.github.readHold(),
  });
  const schedule = (): void => {
    if (isStopped) return;
    const pace = paceOf();
    const delayMs = isHinted && failureCount === 0 && pace.hold === null ? hintGapMs : pollDelayMs(pace);
    tell(pace);
    cancelTimer = world.clock.after(delayMs, () => void poll());
  };
  const poll = async (): Promise<void> => {
    isPolling = true;
    isHinted = false;
    try {
      const next = await reader.readRemote(world.store.readMemory(), readSettings());
      if (isStopped) return;
      const isWhole = [next.issues, next.pulls, next.heard].every(({ kind }) => kind === 'known');
      tellFailure(world, { view: next, failureCount: brokenCount });
      tellUnknowns(next);
      brokenCount = isWhole ? 0 : brokenCount + 1;
      const isBlind = next.issues.kind === 'unknown' || next.pulls.kind === 'unknown';
      failureCount = isBlind ? failureCount + 1 : 0;
      view = next;
      noteStanding(world, paceOf());
      onPoll?.(isWhole);
      onView();
    } catch (error) {
      onPoll?.(false);
      if (error instanceof TransientError) failureCount += 1;
      else onBug(error);
    } finally {
      isPolling = false;
      schedule();
    }
  };
  void poll();
  return {
    readView: () => view,
    hint: () => {
      if (isHinted || failureCount > 0) return;
      isHinted = true;
      if (isPolling) return;
      cancelTimer();
      schedule();
    },
    isSlowed: () => slowedBecause(paceOf()) !== null,
    stop: () => {
      isStopped = true;
      cancelTimer();
    },
  };
};

/** Says once when a limit sets the pace, once when it stops all, and once when it is over. */
const createPaceTeller = (world: World): ((pace: PaceSource) => void) => {
  let told: 'slow' | 'held' | null = null;
  return (pace) => {
    const because = slowedBecause(pace);
    const slow = because === null ? null : pace.hold === null ? 'slow' : 'held';
    if (slow === told) return;
    told = slow;
    const rest = slow === 'slow' ? `, polling every ${Math.round(pollDelayMs(pace) / 1000)}s` : '';
    const text = because === null ? 'requests are plenty again, polling as configured' : `${because}${rest}`;
    world.narrator.tell({ atMs: pace.nowMs, subject: 'github', word: 'limit', text });
  };
};

/** Says the first failure of a row, and the recovery. */
const tellFailure = (
  { clock, narrator }: World,
  { view, failureCount }: { readonly view: RemoteView; readonly failureCount: number },
): void => {
  const failed = [view.issues, view.pulls, view.heard].find((seen) => seen.kind === 'unknown');
  const atMs = clock.now().atMs;
  if (failed?.kind === 'unknown' && failureCount === 0)
    narrator.tell({
      atMs,
      subject: 'github',
      word: 'unknown',
      text: `${failed.why}; nothing is concluded from it`,
    });
  if (failed === undefined && failureCount > 0)
    narrator.tell({ atMs, subject: 'github', word: 'answers', text: 'GitHub can be read again' });
};
