/**
 * Which queued tasks may start now, and why the others wait. Every reason is stable text, so that an unchanged world
 * changes nothing.
 */
import { isLive } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import type { IssueRow, Snapshot } from '../model/snapshot.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { agentHold, agentPauseOf } from './agent-pause.ts';
import { breakerHoldOf, circuitsOf } from './breaker.ts';
import { budgetHold, sharedBlockOf, taskBlockOf } from './budget.ts';
import { clockTime } from './clock-time.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { hostHoldOf } from './host.ts';
import { linkHoldOf, linkWaitsOf } from './links.ts';
import { byTurn } from './order.ts';
import { pauseHoldOf } from './pause.ts';

/** What admission says about one queued task. */
export type Admission =
  | { readonly kind: 'start'; readonly slot: number }
  | { readonly kind: 'wait'; readonly hold: string };

/** States that use a worker's place. */
export const isActiveState = (state: TaskState): boolean =>
  state === 'preparing' ||
  state === 'running' ||
  state === 'timing_out' ||
  state === 'stopping' ||
  state === 'zombie';

/** True while the task uses a worker's place. */
export const isActive = (task: TaskMemory): boolean =>
  isActiveState(task.recorded.state) || task.attempts.some(isLive);

const waitsForDelay = 'waiting for workers.startupDelay';

/** Decides for every queued task, in the order of their turn; by issue number. */
export const admit = (
  facts: readonly TaskFacts[],
  snapshot: Snapshot,
  settings: Settings,
): ReadonlyMap<number, Admission> => {
  const admissions = new Map<number, Admission>();
  const active = facts.filter(({ task }) => isActive(task));
  const freeSlots = slotsOf(active, settings.workers.max);
  const waits = linkWaitsOf({ snapshot, settings });
  const linkHold = (row: IssueRow): string | null => linkHoldOf(row, waits, { snapshot, settings });
  const paused = agentHoldOf({ snapshot, settings });
  let general = generalHold(snapshot, settings, paused);
  const breakers = openBreakers(snapshot, settings);
  const queued = facts.filter(({ task }) => task.recorded.state === 'queued' && !isActive(task));
  for (const fact of queued.toSorted((a, b) => byTurn(a.task, b.task))) {
    const hold = ownHold(fact, { snapshot, settings, paused, linkHold }) ?? general ?? breakers.holdOf(fact);
    const slot = hold === null ? freeSlots.shift() : undefined;
    if (slot === undefined) {
      admissions.set(fact.task.issue, { kind: 'wait', hold: hold ?? 'waiting for a worker' });
      continue;
    }
    admissions.set(fact.task.issue, { kind: 'start', slot });
    breakers.began(fact);
    if (settings.workers.startupDelayMs > 0) general = waitsForDelay;
  }
  return admissions;
};

/** Breakers as they stand in this tick: the task that one lets through is the only one. */
const openBreakers = ({ memory, now }: Snapshot, { breaker, workers }: Settings) => {
  const isAsked = memory.tasks.some(({ recorded }) => recorded.state === 'queued');
  let circuits = isAsked ? circuitsOf(memory, now, breaker) : [];
  return {
    holdOf: (_: TaskFacts): string | null => breakerHoldOf(circuits, workers.agent),
    began: ({ task }: TaskFacts): void => {
      circuits = circuits.map((circuit) => ({ ...circuit, canary: circuit.canary ?? task.issue }));
    },
  };
};

/** Places that no active task uses, lowest first. */
const slotsOf = (active: readonly TaskFacts[], max: number): number[] => {
  const used = new Set(active.map(({ task }) => task.slot));
  const free = Array.from({ length: max }, (_, slot) => slot).filter((slot) => !used.has(slot));
  return free.slice(0, Math.max(0, max - active.length));
};

/** Why the agent that would be started may not be, because of its provider. */
const agentHoldOf = ({ snapshot, settings }: Context): string | null => {
  const pause = agentPauseOf(settings.workers.agent, snapshot, settings);
  return pause === null ? null : agentHold(pause);
};

/** Why money or a provider holds a task back that was admitted already; null = they do not. */
export const moneyHoldOf = (task: TaskMemory, { snapshot, settings }: Context): string | null => {
  const spent = taskBlockOf(task, snapshot, settings) ?? sharedBlockOf(snapshot, settings);
  return spent === null ? agentHoldOf({ snapshot, settings }) : budgetHold(spent);
};

const generalHold = (snapshot: Snapshot, settings: Settings, agentHold: string | null): string | null => {
  if (snapshot.shuttingDown) return 'the coordinator is stopping';
  const paused = pauseHoldOf(snapshot.memory, snapshot.now);
  if (paused !== null) return paused;
  const spent = sharedBlockOf(snapshot, settings);
  if (spent !== null) return budgetHold(spent);
  if (agentHold !== null) return agentHold;
  const short = hostHoldOf(snapshot, settings.host);
  if (short !== null) return short;
  if (snapshot.isShortOfRoom) return 'the disk is full: free some space';
  const { startupDelayMs } = settings.workers;
  const { lastStartAt, tasks } = snapshot.memory;
  const isRecent = lastStartAt !== null && elapsedMs(lastStartAt, snapshot.now) < startupDelayMs;
  // One that is being prepared has not started yet: the delay is counted from its start.
  const isStarting = startupDelayMs > 0 && tasks.some(({ recorded }) => recorded.state === 'preparing');
  return isRecent || isStarting ? waitsForDelay : null;
};

const ownHold = (
  { task, listing, row, text, worktree }: TaskFacts,
  context: Context & {
    readonly paused: string | null;
    readonly linkHold: (row: IssueRow) => string | null;
  },
): string | null => {
  const { snapshot, settings, paused, linkHold } = context;
  const stray = snapshot.strays.get(task.issue);
  if (stray !== undefined) return stray;
  if (worktree.stopFile !== null) return `STOP file in the worktree of ${keyOf(task.issue)}`;
  const spent = taskBlockOf(task, snapshot, settings);
  if (spent !== null) return budgetHold(spent);
  if (task.notBefore !== null && elapsedMs(task.notBefore.from, snapshot.now) < task.notBefore.waitMs)
    return paused ?? `next try at ${clockTime(task.notBefore.from.atMs + task.notBefore.waitMs)} UTC`;
  if (listing !== 'listed' || row === null)
    return 'waiting for GitHub to confirm that the issue is still open and labelled';
  if (text.kind !== 'approved') return 'waiting for GitHub to tell who edited the issue';
  return linkHold(row);
};
