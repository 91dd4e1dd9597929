/**
 * Which queued tasks may start now, and why the others wait. Every reason is stable text, so that an unchanged world
 * changes nothing.
 */
import { isLive } from '../model/attempt.ts';
import { choiceOf } from '../model/choice.ts';
import { keyOf } from '../model/ids.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import type { IssueRow, Snapshot } from '../model/snapshot.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { breakerHoldOf, circuitsOf } from './breaker.ts';
import { chosenLabelHoldOf, chosenLabelOf } from './chosen-label.ts';
import { clockTime } from './clock-time.ts';
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

/** One thing that may hold a start back, by name. `hold`: why it does, stable text; null = it does not. */
export interface Gate<Name extends string> {
  readonly name: Name;
  readonly hold: () => string | null;
}

/** What is asked of a single task, and of all alike, in the order in which the first that holds is told. */
export type OwnGate = 'stray' | 'stop file' | 'next try' | 'issue' | 'text' | 'links';
export type GeneralGate = 'ending' | 'pause' | 'host' | 'disk' | 'startup delay';

const firstHold = (gates: readonly Gate<string>[]): string | null => {
  for (const { hold } of gates) {
    const why = hold();
    if (why !== null) return why;
  }
  return null;
};

/** Why a task waits that nothing but the number of workers holds back. */
export const waitsForWorker = 'waiting for a worker';

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
  let general = firstHold(generalGates(snapshot, settings));
  const breakers = openBreakers(snapshot, settings);
  const queued = facts.filter(({ task }) => task.recorded.state === 'queued' && !isActive(task));
  for (const fact of queued.toSorted((a, b) => byTurn(a.task, b.task))) {
    const own =
      firstHold(ownGates(fact, snapshot, linkHold)) ?? chosenLabelHoldOf(fact, { snapshot, settings });
    const hold = own ?? general ?? breakers.holdOf(fact);
    const slot = hold === null ? freeSlots.shift() : undefined;
    if (slot === undefined) {
      admissions.set(fact.task.issue, { kind: 'wait', hold: hold ?? waitsForWorker });
      continue;
    }
    admissions.set(fact.task.issue, { kind: 'start', slot });
    breakers.began(fact);
    if (settings.workers.startupDelayMs > 0) general = waitsForDelay;
  }
  return admissions;
};

/** Breakers as they stand in this tick: the task that one lets through is the only one. */
export const openBreakers = (snapshot: Snapshot, settings: Settings) => {
  const { memory, now } = snapshot;
  const isAsked = memory.tasks.some(({ recorded }) => recorded.state === 'queued');
  let circuits = isAsked ? circuitsOf(memory, now, settings.breaker) : [];
  const agentOf = (facts: TaskFacts): string => {
    const chosen = chosenLabelOf(facts, { snapshot, settings });
    return choiceOf(settings, chosen.kind === 'known' ? chosen.label : null).agent;
  };
  return {
    holdOf: (facts: TaskFacts): string | null => breakerHoldOf(circuits, agentOf(facts)),
    began: (facts: TaskFacts): void => {
      const agent = agentOf(facts);
      circuits = circuits.map((circuit) =>
        circuit.kind === 'agent' && circuit.name !== agent
          ? circuit
          : { ...circuit, canary: circuit.canary ?? facts.task.issue },
      );
    },
  };
};

/** Places that no active task uses, lowest first. */
const slotsOf = (active: readonly TaskFacts[], max: number): number[] => {
  const used = new Set(active.map(({ task }) => task.slot));
  const free = Array.from({ length: max }, (_, slot) => slot).filter((slot) => !used.has(slot));
  return free.slice(0, Math.max(0, max - active.length));
};

/** What holds all starts back alike. */
export const generalGates = (snapshot: Snapshot, settings: Settings): readonly Gate<GeneralGate>[] => [
  { name: 'ending', hold: () => (snapshot.shuttingDown ? 'the coordinator is stopping' : null) },
  { name: 'pause', hold: () => pauseHoldOf(snapshot.memory, snapshot.now) },
  { name: 'host', hold: () => hostHoldOf(snapshot, settings.host) },
  { name: 'disk', hold: () => (snapshot.isShortOfRoom ? 'the disk is full: free some space' : null) },
  { name: 'startup delay', hold: () => (isDelayed(snapshot, settings) ? waitsForDelay : null) },
];

const isDelayed = ({ memory, now }: Snapshot, { workers: { startupDelayMs } }: Settings): boolean => {
  const { lastStartAt, tasks } = memory;
  const isRecent = lastStartAt !== null && elapsedMs(lastStartAt, now) < startupDelayMs;
  // One that is being prepared has not started yet: the delay is counted from its start.
  return isRecent || (startupDelayMs > 0 && tasks.some(({ recorded }) => recorded.state === 'preparing'));
};

/** What holds one task back. `linkHold`: what it waits for on GitHub. */
export const ownGates = (
  { task, listing, row, text, worktree }: TaskFacts,
  snapshot: Snapshot,
  linkHold: (row: IssueRow) => string | null,
): readonly Gate<OwnGate>[] => [
  { name: 'stray', hold: () => snapshot.strays.get(task.issue) ?? null },
  {
    name: 'stop file',
    hold: () => (worktree.stopFile !== null ? `STOP file in the worktree of ${keyOf(task.issue)}` : null),
  },
  { name: 'next try', hold: () => nextTryOf(task, snapshot) },
  {
    name: 'issue',
    hold: () =>
      listing === 'listed' && row !== null
        ? null
        : 'waiting for GitHub to confirm that the issue is still open and labelled',
  },
  {
    name: 'text',
    hold: () => (text.kind === 'approved' ? null : 'waiting for GitHub to tell who edited the issue'),
  },
  { name: 'links', hold: () => (row === null ? null : linkHold(row)) },
];

const nextTryOf = ({ notBefore }: TaskMemory, { now }: Snapshot): string | null => {
  if (notBefore === null || elapsedMs(notBefore.from, now) >= notBefore.waitMs) return null;
  return `next try at ${clockTime(notBefore.from.atMs + notBefore.waitMs)} UTC`;
};
