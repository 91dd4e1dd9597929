import { isLive } from '../../model/attempt.ts';
import { attemptOutcomes } from '../../model/attempt-outcome.ts';
import type { Family } from '../../model/metric.ts';
import { counter, gauge, labelled, single, tally } from './shapes.ts';
import type { NumbersSource } from './source.ts';

/** From ten seconds to eight hours. */
const attemptBuckets: readonly number[] = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800];

/** What workers do and did. */
export const attemptFamilies = ({ tallies, memory, settings, counts }: NumbersSource): readonly Family[] => [
  gauge({
    name: 'coordinator_workers_running',
    help: 'Workers of which a process may exist.',
    samples: single(memory.tasks.filter(({ attempts }) => attempts.some(isLive)).length),
  }),
  gauge({
    name: 'coordinator_workers_max',
    help: 'Workers that may run at the same time, workers.max.',
    samples: single(settings.workers.max),
  }),
  counter({
    name: 'coordinator_workers_launched_total',
    help: 'Workers that were started; outlives restarts.',
    samples: single(tallies.attempts.filter(({ isLaunched }) => isLaunched).length),
  }),
  counter({
    name: 'coordinator_attempts_total',
    help: 'Attempts by what they came to; outlives restarts.',
    labelNames: ['outcome'],
    samples: labelled(
      'outcome',
      tally(
        attemptOutcomes,
        tallies.attempts.flatMap(({ outcome }) => outcome ?? []),
      ),
    ),
  }),
  {
    kind: 'histogram',
    name: 'coordinator_attempt_duration_seconds',
    help: 'From the start of a worker to its end, completed or other; outlives restarts.',
    labelNames: ['outcome'],
    isPassing: false,
    buckets: attemptBuckets,
    zeros: [{ outcome: 'completed' }, { outcome: 'other' }],
    samples: tallies.attempts.flatMap(({ outcome, durationMs }) =>
      outcome === null || durationMs === null
        ? []
        : [
            {
              labels: { outcome: outcome === 'completed' ? outcome : 'other' },
              value: durationMs / 1000,
            },
          ],
    ),
  },
  counter({
    name: 'coordinator_pull_requests_opened_total',
    help: 'Pull requests that the coordinator opened itself, since its start.',
    samples: single(doneCount(counts, 'open-pull-request')),
  }),
];

const doneCount = ({ actions }: NumbersSource['counts'], action: string): number =>
  actions.find((one) => one.action === action && one.outcome === 'done')?.count ?? 0;
