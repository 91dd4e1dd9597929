/**
 * Theory of operation. The daemon ticks (tick.ts): observe, decide, act. Watches, polls, finished actions and the pulse
 * only say "tick soon"; a tick looks at everything and asks what is still to do, so nothing is lost when a hint is. One
 * tick runs at a time, actions run beside it in lanes. It ends when it was asked to (workers ended or left running, as
 * `shutdown` says), when it is idle and was told to end then, or when an invariant broke; never because of a task.
 */
import { perform } from '../act/perform.ts';
import { isBeforeStart } from '../decide/admission.ts';
import { heldByPeople } from '../decide/held-by-people.ts';
import type { Placing } from '../decide/intake.ts';
import { linkWaitsOf } from '../decide/links.ts';
import type { Outcome } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import { elapsedMs } from '../model/instant.ts';
import { longestDownMs } from '../model/run-spec.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { createObserver } from '../observe/observe.ts';
import { createRemoteReader } from '../observe/remote.ts';
import { createLostRowReader } from '../observe/traces.ts';
import type { World } from '../world/world.ts';
import { createAgentPauseTeller } from './agent-pause-teller.ts';
import { createBreakerTeller } from './breaker-teller.ts';
import { createBudgetTeller } from './budget-teller.ts';
import { createCircleTeller } from './circle-teller.ts';
import type { DaemonEars } from './ears.ts';
import { type DaemonMode, isFinished } from './endings.ts';
import { createGapTeller } from './gap-teller.ts';
import { createHostTeller } from './host-teller.ts';
import { createLanes } from './lanes.ts';
import { createNameTeller } from './name-teller.ts';
import { createNudge } from './nudge.ts';
import { createPauseTeller } from './pause-teller.ts';
import { createPoller } from './poller.ts';
import { startPulse } from './pulse.ts';
import { createRebuildTeller } from './rebuild-teller.ts';
import { tick } from './tick.ts';
import { createTransientTeller } from './transient-teller.ts';
import { worldUntil } from './until-over.ts';
import { createBell } from './wake.ts';
import { createWritesTeller } from './writes-teller.ts';

/** What a daemon is made of. */
export interface DaemonSource {
  readonly world: World;
  readonly site: Site;
  readonly placing: Placing;
  readonly mode: DaemonMode;
  readonly readSettings: () => Settings;
  readonly ears?: DaemonEars;
}

export interface Daemon {
  /** Resolves when the daemon has ended; rejects with a BugError when an invariant broke (workers go on). */
  readonly ended: Promise<void>;
  /** Something may have changed. */
  wake(): void;
  /** GitHub has said that it has news. */
  nudge(): void;
  /** Ends in order, within the workers' grace and half a minute. */
  shutDown(): void;
}

/** How long after the workers' grace a shutdown gives up waiting; the next start adopts or judges what is left. */
const shutdownSlackMs = 20_000;

/** How long telling and publishing may go on when no worker has to be waited for. */
const windDownMs = 10_000;

/** How long a worktree that is being made or removed is waited for; its git goes on alone, and the next start mends the rest. */
const preparingMs = 3_000;

/** Starts ticking and polling at once. */
export const startDaemon = (source: DaemonSource): Daemon => {
  const { site, readSettings, ears } = source;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const bell = createBell();
  let isOver = false;
  const world = worldUntil(source.world, () => isOver);
  let isShuttingDown = false;
  const finish = (settle: () => void): void => {
    if (isOver) return;
    isOver = true;
    poller.stop();
    stopPulse();
    settle();
  };
  const onBug = (error: unknown): void => finish(() => reject(error));
  const lanes = createLanes({
    perform: async (action) => {
      if (isOver) return hasEnded;
      const hands = { world, site, settings: readSettings(), isEnding: () => isShuttingDown };
      const outcome = await perform(action, hands);
      ears?.acted(action.kind, outcome);
      if ('issue' in action) observer.acted(action.issue);
      return outcome;
    },
    onDone: bell.ring,
    onBug,
  });
  const reader = createRemoteReader(world, createLostRowReader(world, site));
  const poller = createPoller({
    world,
    reader,
    readSettings,
    onView: bell.ring,
    onPoll: ears?.polled,
    onBug,
  });
  const stopPulse = startPulse({ world, site, ring: bell.ring, onBug });
  const observer = createObserver(world, site);
  const tellHost = createHostTeller(world);
  const tellBreakers = createBreakerTeller(world);
  const tellBudget = createBudgetTeller(world);
  const tellAgentPause = createAgentPauseTeller(world);
  const tellPause = createPauseTeller(world);
  const tellCircles = createCircleTeller(world);
  const tellGap = createGapTeller(world);
  const tellRebuilt = createRebuildTeller(world);
  const tellTransient = createTransientTeller(world);
  const tellWrites = createWritesTeller(world);
  const tellName = createNameTeller(world, site.repository);

  const step = async (): Promise<void> => {
    const settings = readSettings();
    const remote = poller.readView();
    const ticked = await tick(
      { ...source, world, settings, observer, lanes },
      { remote, shuttingDown: isShuttingDown },
    );
    if (isOver) return;
    const { plan, snapshot, hasRecorded } = ticked;
    tellGap(snapshot.now);
    tellHost(snapshot, settings);
    tellBreakers(snapshot, settings);
    tellBudget(snapshot, settings);
    tellAgentPause(snapshot, settings);
    tellPause(snapshot);
    tellRebuilt(plan, snapshot);
    tellWrites(ticked);
    tellName();
    tellCircles(linkWaitsOf({ snapshot, settings }));
    if (hasRecorded) bell.ring();
    if (plan.pollSoon) poller.hint();
    const { tasks } = world.store.readMemory();
    const { strays } = snapshot;
    const isEarly = isBeforeStart(snapshot.now, settings);
    const held = { strays, heldByPeople: heldByPeople(snapshot, settings), isBeforeStart: isEarly };
    const { mode } = source;
    if (isFinished({ mode, settings, tasks, plan, lanes, remote, ...held, isShuttingDown })) finish(resolve);
  };
  const loop = async (): Promise<void> => {
    while (!isOver) {
      await bell.rung();
      const beganAt = world.clock.now();
      ears?.tickBegan();
      await tellTransient(step);
      const tookMs = elapsedMs(beganAt, world.clock.now());
      ears?.tickEnded(tookMs);
      await restAfter(tookMs, world);
    }
  };
  loop().catch(onBug);
  bell.ring();
  return {
    ended,
    wake: bell.ring,
    nudge: createNudge({ world, hint: poller.hint, isSlowed: poller.isSlowed }),
    shutDown: () => {
      if (isOver) return;
      isShuttingDown = true;
      poller.stop();
      world.clock.after(preparingMs, () => {
        lanes.abandon('create-worktree');
        lanes.abandon('remove-worktree');
        bell.ring();
      });
      world.clock.after(shutdownMs(world, readSettings()), () => finish(resolve));
      bell.ring();
    },
  };
};

/** Longest rest between two ticks; a STOP file waits no longer for its tick. */
const longestRestMs = 250;

/** Long ticks take at most a quarter of the time: whatever happens while one rests is looked at at once. */
const restAfter = async (tookMs: number, { clock }: World): Promise<void> => {
  if (tookMs < 10) return;
  await new Promise<void>((resolve) => void clock.after(Math.min(3 * tookMs, longestRestMs), resolve));
};

const hasEnded: Outcome = { kind: 'skipped', why: 'the coordinator has ended' };

const shutdownMs = (world: World, { shutdown, workers }: Settings): number =>
  shutdown === 'stop' && mayHaveWorkers(world)
    ? longestDownMs(workers.graceMs) + shutdownSlackMs
    : windDownMs;

/** Memory that cannot be read might hold some. */
const mayHaveWorkers = ({ store }: World): boolean => {
  try {
    return store.readMemory().tasks.some(({ attempts }) => attempts.some(isLive));
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return true;
  }
};
