/**
 * Which queued tasks may start now, and why the others wait. Every reason is stable text, so that an unchanged world
 * changes nothing.
 */
import { isLive } from '../model/attempt.ts';
import type { BudgetLine } from '../model/budget.ts';
import { choiceOf } from '../model/choice.ts';
import { keyOf } from '../model/ids.ts';
import { elapsedMs } from '../model/instant.ts';
import { isSelected, type Settings } from '../model/settings.ts';
import type { IssueRow, Snapshot } from '../model/snapshot.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { type AgentPause, agentHold, agentPauseOf } from './agent-pause.ts';
import { breakerHoldOf, circuitsOf } from './breaker.ts';
import { budgetHold, sharedBlockOf, taskBlockOf } from './budget.ts';
import { chosenLabelHoldOf, chosenLabelOf } from './chosen-label.ts';
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

/** One thing that may hold a start back, by name. `hold`: why it does, stable text; null = it does not. */
export interface Gate<Name extends string> {
  readonly name: Name;
  readonly hold: () => string | null;
}

/** What is asked of a single task, and of all alike, in the order in which the first that holds is told. */
export type OwnGate =
  | 'selection'
  | 'stray'
  | 'stop file'
  | 'budget'
  | 'provider'
  | 'next try'
  | 'issue'
  | 'text'
  | 'links'
  | 'chosen label';
export type GeneralGate =
  | 'ending'
  | 'start time'
  | 'pause'
  | 'shared budget'
  | 'host'
  | 'disk'
  | 'startup delay';

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
  const providers = providerHolds({ snapshot, settings });
  const given = { snapshot, settings, linkHold, providers };
  let general = firstHold(generalGates(snapshot, settings));
  const breakers = openBreakers(snapshot, settings);
  const queued = facts.filter(({ task }) => task.recorded.state === 'queued' && !isActive(task));
  for (const fact of queued.toSorted((a, b) => byTurn(a.task, b.task))) {
    const hold = firstHold(ownGates(fact, given)) ?? general ?? breakers.holdOf(fact);
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

/** Why one queued task could not be started, were it its turn; null = nothing but the number of workers holds it back. */
export const startHoldOf = (facts: TaskFacts, { snapshot, settings }: Context): string | null => {
  const waits = linkWaitsOf({ snapshot, settings });
  const linkHold = (row: IssueRow): string | null => linkHoldOf(row, waits, { snapshot, settings });
  const providers = providerHolds({ snapshot, settings });
  return (
    firstHold(ownGates(facts, { snapshot, settings, linkHold, providers })) ??
    firstHold(generalGates(snapshot, settings)) ??
    openBreakers(snapshot, settings).holdOf(facts)
  );
};

/** Breakers as they stand in this tick: the task that one lets through is the only one. */
export const openBreakers = (snapshot: Snapshot, settings: Settings) => {
  const { memory, now } = snapshot;
  const isAsked = memory.tasks.some(({ recorded }) => recorded.state === 'queued');
  let circuits = isAsked ? circuitsOf(memory, now, settings.breaker) : [];
  return {
    holdOf: (facts: TaskFacts): string | null =>
      breakerHoldOf(circuits, agentOf(facts, { snapshot, settings })),
    began: (facts: TaskFacts): void => {
      const agent = agentOf(facts, { snapshot, settings });
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
  { name: 'start time', hold: () => startTimeHoldOf(snapshot, settings) },
  { name: 'pause', hold: () => pauseHoldOf(snapshot.memory, snapshot.now) },
  { name: 'shared budget', hold: () => spentHoldOf(sharedBlockOf(snapshot, settings)) },
  { name: 'host', hold: () => hostHoldOf(snapshot, settings.host) },
  { name: 'disk', hold: () => (snapshot.isShortOfRoom ? 'the disk is full: free some space' : null) },
  { name: 'startup delay', hold: () => (isDelayed(snapshot, settings) ? waitsForDelay : null) },
];

/** True until the moment that `--start-at` names. */
export const isBeforeStart = ({ atMs }: { readonly atMs: number }, { bounds }: Settings): boolean =>
  bounds.startAt !== null && atMs < bounds.startAt.atMs;

const startTimeHoldOf = ({ now }: Snapshot, settings: Settings): string | null => {
  const { startAt } = settings.bounds;
  return startAt !== null && isBeforeStart(now, settings)
    ? `nothing starts before ${startAt.text} (--start-at)`
    : null;
};

const spentHoldOf = (spent: BudgetLine | null): string | null => (spent === null ? null : budgetHold(spent));

/** Why an agent may not be started for an issue because of its provider; null = it may. Each agent is worked out once. */
export type ProviderHolds = (agent: string, issue: number) => string | null;

/** Asks what the attempts of each agent have met. */
export const providerHolds = ({ snapshot, settings }: Context): ProviderHolds => {
  const pauses = new Map<string, AgentPause | null>();
  return (agent, issue) => {
    const known = pauses.get(agent);
    const pause = known === undefined ? agentPauseOf(agent, snapshot, settings) : known;
    pauses.set(agent, pause);
    return pause === null ? null : agentHold(pause, issue);
  };
};

/** Why money or a provider holds a task back that was admitted already; null = they do not. */
export const moneyHoldOf = (task: TaskMemory, context: Context): string | null => {
  const { snapshot, settings } = context;
  const spent = taskBlockOf(task, snapshot, settings) ?? sharedBlockOf(snapshot, settings);
  return spentHoldOf(spent) ?? providerHolds(context)(choiceOf(settings, task.agentLabel).agent, task.issue);
};

const isDelayed = ({ memory, now }: Snapshot, { workers: { startupDelayMs } }: Settings): boolean => {
  const { lastStartAt, tasks } = memory;
  const isRecent = lastStartAt !== null && elapsedMs(lastStartAt, now) < startupDelayMs;
  // One that is being prepared has not started yet: the delay is counted from its start.
  return isRecent || (startupDelayMs > 0 && tasks.some(({ recorded }) => recorded.state === 'preparing'));
};

/** What holds one task back. `linkHold`: what it waits for on GitHub. */
export const ownGates = (
  facts: TaskFacts,
  context: Context & {
    readonly linkHold: (row: IssueRow) => string | null;
    readonly providers: ProviderHolds;
  },
): readonly Gate<OwnGate>[] => {
  const { snapshot, settings, linkHold, providers } = context;
  return [
    {
      name: 'selection',
      hold: () => (isSelected(settings, facts.task.issue) ? null : 'not among the --issues of this run'),
    },
    { name: 'stray', hold: () => snapshot.strays.get(facts.task.issue) ?? null },
    { name: 'stop file', hold: () => stopFileHoldOf(facts) },
    { name: 'budget', hold: () => spentHoldOf(taskBlockOf(facts.task, snapshot, settings)) },
    { name: 'provider', hold: () => providers(agentOf(facts, context), facts.task.issue) },
    { name: 'next try', hold: () => nextTryOf(facts.task, snapshot) },
    { name: 'issue', hold: () => issueHoldOf(facts) },
    {
      name: 'text',
      hold: () => (facts.text.kind === 'approved' ? null : 'waiting for GitHub to tell who edited the issue'),
    },
    { name: 'links', hold: () => (facts.row === null ? null : linkHold(facts.row)) },
    { name: 'chosen label', hold: () => chosenLabelHoldOf(facts, context) },
  ];
};

const stopFileHoldOf = ({ task, worktree }: TaskFacts): string | null =>
  worktree.stopFile === null ? null : `STOP file in the worktree of ${keyOf(task.issue)}`;

const issueHoldOf = ({ listing, row }: TaskFacts): string | null =>
  listing === 'listed' && row !== null
    ? null
    : 'waiting for GitHub to confirm that the issue is still open and labelled';

/** Which agent would be started. */
const agentOf = (facts: TaskFacts, { snapshot, settings }: Context): string => {
  const chosen = chosenLabelOf(facts, { snapshot, settings });
  return choiceOf(settings, chosen.kind === 'known' ? chosen.label : null).agent;
};

const nextTryOf = ({ notBefore }: TaskMemory, { now }: Snapshot): string | null => {
  if (notBefore === null || elapsedMs(notBefore.from, now) >= notBefore.waitMs) return null;
  return `next try at ${clockTime(notBefore.from.atMs + notBefore.waitMs)} UTC`;
};
