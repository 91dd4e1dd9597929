/**
 * Circuit breakers: when so many starts came to nothing in a row that the next would, too (docs/decisions/0029-breakers.md).
 * Nothing is kept for them: what is remembered of attempts and troubles tells where each one stands, after a restart as
 * before. An open one holds back new starts and touches nothing that runs; after the cool-down one task is tried alone.
 */
import type { Attempt, FailureClass, StopCause } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import { byAge, elapsedMs, type Instant } from '../model/instant.ts';
import type { BreakerSettings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { clockTime } from './clock-time.ts';

/** What a breaker guards. `agent` has a name. */
export type CircuitKind = 'agent' | 'preparation' | 'remote' | 'github';

/** A breaker that is not closed. */
export interface Circuit {
  readonly kind: CircuitKind;
  /** The agent's name; for the others their kind. */
  readonly name: string;
  /** `half-open`: the cool-down is over, one task may be tried. */
  readonly state: 'open' | 'half-open';
  /** `5 failures of claude in a row (instant; gh-7, gh-9)`. */
  readonly reason: string;
  readonly openedAt: Instant;
  readonly until: { readonly from: Instant; readonly waitMs: number };
  /** The task that is tried alone; null = none is. */
  readonly canary: number | null;
}

/** Classes that say nothing of the task: the next one would meet the same. */
const systemic: ReadonlySet<FailureClass> = new Set([
  'instant',
  'error',
  'agent',
  'stalled',
  'never-started',
]);

/** Classes that say nothing of the agent: a person, a limit or GitHub was the cause. */
const silent: ReadonlySet<FailureClass> = new Set([
  'killed',
  'shutdown',
  'provider',
  'session',
  'budget',
  'publish',
  'preparation',
]);

/** Something that came to nothing `count` times, the last time at `at`; or, with a count of 0, that went well. */
interface Event {
  readonly issue: number;
  readonly at: Instant;
  readonly count: number;
  readonly what: string;
}

interface Source {
  readonly memory: Memory;
  readonly now: Instant;
  readonly settings: BreakerSettings;
}

/** Every breaker that is not closed. */
export const circuitsOf = (memory: Memory, now: Instant, settings: BreakerSettings): readonly Circuit[] => {
  const source = { memory, now, settings };
  const attempts = memory.tasks.flatMap((task) => task.attempts);
  const agents = new Set(attempts.map(({ agent }) => agent));
  return [
    ...[...agents].map((name) => circuitOf('agent', name, eventsOfAgent(name, attempts, now), source)),
    circuitOf('preparation', 'preparation', eventsOfPreparation(memory.tasks, now), source),
    circuitOf('remote', 'remote', troublesWith(memory.tasks, ['push-branch']), source),
    circuitOf('github', 'github', troublesWith(passing(memory.tasks), tellingGitHub), source),
  ].filter((circuit) => circuit !== null);
};

/** Why nothing new is started with this agent; null when no breaker speaks against it. Stable text. */
export const breakerHoldOf = (circuits: readonly Circuit[], agent: string): string | null => {
  const circuit = circuits.find(
    ({ kind, name, state, canary }) =>
      (kind !== 'agent' || name === agent) && (state === 'open' || canary !== null),
  );
  return circuit === undefined ? null : `breaker: ${circuitText(circuit)}`;
};

/** One line for a person, stable while the breaker stands as it does. */
export const circuitText = ({ state, reason, until, canary }: Circuit): string => {
  if (state === 'open')
    return `${reason}; nothing new is started until ${clockTime(until.from.atMs + until.waitMs)} UTC`;
  return canary === null ? `${reason}; one task may be tried` : `${reason}; ${keyOf(canary)} is tried alone`;
};

const eventsOfAgent = (name: string, attempts: readonly Attempt[], now: Instant): readonly Event[] =>
  attempts
    .filter(({ agent }) => agent === name)
    .flatMap((attempt): readonly Event[] => {
      const { issue, endedAt, failure, result, startedAt, stop } = attempt;
      if (endedAt === null)
        // One that goes on for long has got beyond what makes others fail at once.
        return attempt.phase === 'running' && elapsedMs(startedAt, now) > settledMs
          ? [{ issue, at: startedAt, count: 0, what: 'settled' }]
          : [];
      if (result === null || failure === 'never-started' || (failure !== null && silent.has(failure)))
        return [];
      // Somebody else ended it before it could show anything.
      if (stop !== null && foreignCauses.has(stop.cause)) return [];
      const isFailed = failure !== null && systemic.has(failure);
      return [{ issue, at: endedAt, count: isFailed ? 1 : 0, what: failure ?? 'done' }];
    });

/** Why we ended a worker, where that says nothing of its agent. */
const foreignCauses: ReadonlySet<StopCause> = new Set(['stop', 'cancel', 'kill', 'shutdown', 'budget']);

/** A start that came to nothing at once would be over by then. */
const settledMs = 60_000;

const whatFailed = { 'never-started': 'start-worker', preparation: 'worktrees.setup' } as const;

const preparing = ['create-worktree', 'start-worker'];

const eventsOfPreparation = (tasks: readonly TaskMemory[], now: Instant): readonly Event[] => [
  ...troublesWith(tasks, preparing),
  ...tasks.flatMap(({ attempts }) =>
    attempts
      .filter((one) => hasLeftIntent(one) && !(isYoung(one, now) && doSetupsFail(tasks)))
      .map(({ issue, failure, endedAt, startedAt }) =>
        (failure === 'never-started' || failure === 'preparation') && endedAt !== null
          ? { issue, at: endedAt, count: 1, what: whatFailed[failure] }
          : { issue, at: startedAt, count: 0, what: 'started' },
      ),
  ),
];

/** One that could not be started is told by its trouble, or has its class. */
const hasLeftIntent = ({ phase, end, failure }: Attempt): boolean =>
  phase !== 'intent' && !(end?.kind === 'never-started' && failure === null);

const doSetupsFail = (tasks: readonly TaskMemory[]): boolean =>
  tasks.some(({ attempts }) => attempts.some(({ failure }) => failure === 'preparation'));

/** Its worktree may still be set up. */
const isYoung = ({ phase, startedAt }: Attempt, now: Instant): boolean =>
  phase === 'running' && elapsedMs(startedAt, now) <= settledMs;

const troublesWith = (tasks: readonly TaskMemory[], actions: readonly string[]): readonly Event[] =>
  tasks.flatMap(({ issue, troubles }) =>
    troubles
      .filter(({ action, tries }) => tries > 0 && actions.includes(action))
      .map(({ action, at, tries }) => ({ issue, at, count: tries, what: action })),
  );

const tellingGitHub = ['open-pull-request', 'write-comment'];

/** Without what GitHub refuses for good: that concerns the one issue, which may be gone. */
const passing = (tasks: readonly TaskMemory[]): readonly TaskMemory[] =>
  tasks.map((task) => ({ ...task, troubles: task.troubles.filter((one) => one.class === 'transient') }));

interface Streak {
  readonly failures: readonly Event[];
  readonly openedAt: Instant | null;
}

const circuitOf = (
  kind: CircuitKind,
  name: string,
  events: readonly Event[],
  source: Source,
): Circuit | null => {
  const { now, settings } = source;
  const order = byAge(now);
  const ordered = events.toSorted((left, right) => order(left.at, right.at) || left.count - right.count);
  const { failures, openedAt } = ordered.reduce((streak, event) => add(streak, event, settings), {
    failures: [],
    openedAt: null,
  } as Streak);
  const last = failures.at(-1);
  if (openedAt === null || last === undefined) return null;
  const isOver = elapsedMs(last.at, now) >= settings.cooldownMs;
  // Publishing is tried again by the tasks that wait for it: that it works again closes the breaker.
  if (isOver && (kind === 'remote' || kind === 'github')) return null;
  return {
    kind,
    name,
    state: isOver ? 'half-open' : 'open',
    reason: reasonOf(kind, name, failures),
    openedAt,
    until: { from: last.at, waitMs: settings.cooldownMs },
    canary: isOver ? canaryIn(source, { kind, name, since: last.at }) : null,
  };
};

/** What follows when one more thing went well, or did not. */
const add = ({ failures, openedAt }: Streak, event: Event, settings: BreakerSettings): Streak => {
  if (event.count === 0) return { failures: [], openedAt: null };
  // Once open, it stays so until something goes well.
  const close =
    openedAt === null
      ? failures.filter(({ at, what }) => isNear(at, event.at, settings) && what === event.what)
      : failures;
  const next = [...close, event];
  const total = next.reduce((sum, { count }) => sum + count, 0);
  const issues = new Set(next.map(({ issue }) => issue));
  const isOpen = openedAt !== null || (total >= settings.failures && issues.size > 1);
  return { failures: next, openedAt: isOpen ? (openedAt ?? event.at) : null };
};

const isNear = (before: Instant, at: Instant, { windowMs }: BreakerSettings): boolean =>
  elapsedMs(before, at) <= windowMs;

/** The task that is being started, or runs, since the last failure; nothing else is while the breaker is not closed. */
const canaryIn = (
  { memory: { tasks }, now }: Source,
  { kind, name, since }: { readonly kind: CircuitKind; readonly name: string; readonly since: Instant },
): number | null => {
  const isSince = (at: Instant): boolean => byAge(now)(since, at) <= 0;
  const isCanary = (one: Attempt): boolean => {
    if (!isSince(one.startedAt)) return false;
    return kind === 'agent' ? one.agent === name && !isJudged(one) : isYoung(one, now);
  };
  const isTried = ({ recorded, notBefore, attempts }: TaskMemory): boolean =>
    (recorded.state === 'preparing' && (notBefore === null || isSince(notBefore.from))) ||
    attempts.some((one) => isCanary(one) && !isTerminal(recorded.state));
  return tasks.find(isTried)?.issue ?? null;
};

/** What it came to is known; before that, its end says nothing yet. */
const isJudged = ({ phase, end, result, failure }: Attempt): boolean =>
  phase === 'ended' && (result !== null || failure !== null || end?.kind === 'never-started');

const nameOf: Readonly<Record<Exclude<CircuitKind, 'agent'>, string>> = {
  preparation: 'worktrees or workers could not be prepared',
  remote: 'pushing to origin failed',
  github: 'writing to GitHub failed',
};

const reasonOf = (kind: CircuitKind, name: string, failures: readonly Event[]): string => {
  const issues = [...new Set(failures.map(({ issue }) => issue))].sort((a, b) => a - b).map(keyOf);
  const shown = issues.length > 4 ? `${issues.slice(-4).join(', ')}, …` : issues.join(', ');
  const count = failures.reduce((sum, event) => sum + event.count, 0);
  return kind === 'agent'
    ? `${count} attempts of ${name} failed in a row (${failures.at(-1)?.what}; ${shown})`
    : `${nameOf[kind]} ${count} times in a row (${shown})`;
};
