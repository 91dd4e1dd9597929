import type { ActionKind, Outcome } from '../model/action.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { ProcessCounts } from '../model/process-counts.ts';
import type { Clock } from '../world/world.ts';
import type { DaemonEars } from './ears.ts';

/** Counts what it hears of; an increment each, nothing else. */
export interface Counts extends DaemonEars {
  requested(told: { readonly route: string; readonly code: string }): void;
  read(): ProcessCounts;
  /** +1 with every action that did something or failed. */
  readActionCount(): number;
  /** For how long the tick that is under way goes on, milliseconds; 0 = none is. */
  readTickMs(): number;
}

/** Counts of a coordinator that starts now. */
export const createCounts = (clock: Pick<Clock, 'now'>): Counts => {
  const startedAtMs = clock.now().atMs;
  const requests = new Map<string, number>();
  const actions = new Map<string, number>();
  let polls: ProcessCounts['polls'] = { whole: 0, broken: 0, lastWholeAtMs: null };
  let ticks: ProcessCounts['ticks'] = { count: 0, totalMs: 0 };
  let tickBeganAt: Instant | null = null;
  let actionCount = 0;
  return {
    tickBegan: () => {
      tickBeganAt = clock.now();
    },
    tickEnded: (tookMs) => {
      tickBeganAt = null;
      ticks = { count: ticks.count + 1, totalMs: ticks.totalMs + tookMs };
    },
    acted: (kind, outcome) => {
      if (outcome.kind === 'skipped') return;
      actionCount += 1;
      add(actions, `${kind} ${wordOf(outcome)}`);
    },
    polled: (isWhole) => {
      polls = isWhole
        ? { ...polls, whole: polls.whole + 1, lastWholeAtMs: clock.now().atMs }
        : { ...polls, broken: polls.broken + 1 };
    },
    requested: ({ route, code }) => add(requests, `${code} ${route}`),
    readActionCount: () => actionCount,
    readTickMs: () => (tickBeganAt === null ? 0 : elapsedMs(tickBeganAt, clock.now())),
    read: () => ({
      startedAtMs,
      polls,
      ticks,
      requests: [...requests].map(([key, count]) => ({ code: headOf(key), route: tailOf(key), count })),
      actions: [...actions].map(([key, count]) => ({
        action: headOf(key) as ActionKind,
        outcome: tailOf(key) as ReturnType<typeof wordOf>,
        count,
      })),
    }),
  };
};

const add = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

const wordOf = (outcome: Exclude<Outcome, { kind: 'skipped' }>): 'done' | 'transient' | 'permanent' =>
  outcome.kind === 'done' ? 'done' : outcome.class;

const headOf = (key: string): string => key.slice(0, key.indexOf(' '));
const tailOf = (key: string): string => key.slice(key.indexOf(' ') + 1);
