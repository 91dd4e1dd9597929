import { type Family, healthLevels } from '../../model/metric.ts';
import type { Seen } from '../../model/seen.ts';
import { counter, gauge, labelled, single } from './shapes.ts';
import type { NumbersSource } from './source.ts';

const tickBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How the coordinator and its machine do. */
export const healthFamilies = (source: NumbersSource): readonly Family[] => [
  gauge({
    name: 'coordinator_info',
    help: 'Always 1; the version as a label.',
    labelNames: ['version'],
    samples: labelled('version', [[source.version, 1]]),
  }),
  gauge({
    name: 'coordinator_start_time_seconds',
    help: 'When this coordinator was started.',
    samples: single(source.counts.startedAtMs / 1000),
    isPassing: true,
  }),
  gauge({
    name: 'coordinator_health',
    help: '1 for the present level, 0 for the others.',
    labelNames: ['level'],
    samples: labelled(
      'level',
      healthLevels.map((level) => [level, Number(level === source.health)]),
    ),
  }),
  gauge({
    name: 'coordinator_paused',
    help: '1 while new starts are held back by coordinator pause.',
    samples: single(Number(source.memory.pause !== null)),
  }),
  gauge({
    name: 'coordinator_breaker_open',
    help: '1 while a breaker is not closed: nothing new is started, but for one task that is tried alone.',
    labelNames: ['breaker'],
    samples: labelled(
      'breaker',
      source.breakers.map(({ name, isOpen }) => [name, Number(isOpen)]),
    ),
  }),
  gauge({
    name: 'coordinator_budget_used_ratio',
    help: 'Used part of a budget that is set; 1 = all of it.',
    labelNames: ['budget'],
    samples: labelled(
      'budget',
      source.budgets.map(({ name, usedRatio }) => [name, usedRatio]),
    ),
  }),
  ...workFamilies(source),
  ...machineFamilies(source),
];

const workFamilies = ({ counts, memory }: NumbersSource): readonly Family[] => [
  counter({
    name: 'coordinator_worktree_errors_total',
    help: 'Times that a worktree could not be made or removed.',
    samples: single(memory.worktreeCare.errorCount),
  }),
  counter({
    name: 'coordinator_worktree_cleanups_total',
    help: 'Times that what was safe to clean up was, after too many errors of worktrees.',
    samples: single(memory.worktreeCare.cleanUpCount),
  }),
  counter({
    name: 'coordinator_action_failures_total',
    help: 'Actions that failed since the start: transient ones are tried again, permanent ones are not.',
    labelNames: ['action', 'class'],
    samples: counts.actions.flatMap(({ action, outcome, count }) =>
      outcome === 'done' ? [] : [{ labels: { action, class: outcome }, value: count }],
    ),
  }),
  {
    kind: 'ticking',
    name: 'coordinator_tick_duration_seconds',
    help: 'How long one pass of looking, deciding and recording takes.',
    labelNames: [],
    isPassing: true,
    buckets: tickBuckets,
    count: counts.ticks.count,
    sum: counts.ticks.totalMs / 1000,
  },
];

const knownOf = (seen: Seen<number>): number | null => (seen.kind === 'known' ? seen.value : null);

const machineFamilies = ({ host }: NumbersSource): readonly Family[] => [
  gauge({
    name: 'coordinator_disk_free_bytes',
    help: 'Free where worktrees and the memory are: the least of their file systems.',
    samples: single(knownOf(host.freeDiskBytes)),
    isPassing: true,
  }),
  gauge({
    name: 'coordinator_memory_available_bytes',
    help: 'Memory that another worker could have.',
    samples: single(knownOf(host.freeMemoryBytes)),
    isPassing: true,
  }),
];
