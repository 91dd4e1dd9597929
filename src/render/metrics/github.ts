import type { Family } from '../../model/metric.ts';
import { counter, gauge, labelled, single } from './shapes.ts';
import type { NumbersSource } from './source.ts';

const isPassing = true;

/** What is asked of GitHub, and what is left. */
export const githubFamilies = ({ counts, limit, isHeld }: NumbersSource): readonly Family[] => [
  counter({
    name: 'coordinator_github_requests_total',
    help: 'Requests to GitHub by route and HTTP status since the start; none: there was no answer.',
    labelNames: ['route', 'code'],
    samples: counts.requests.map(({ route, code, count }) => ({ labels: { route, code }, value: count })),
    isPassing,
  }),
  gauge({
    name: 'coordinator_github_rate_limit',
    help: 'Requests that GitHub allows within its window.',
    samples: single(limit?.limit),
    isPassing,
  }),
  gauge({
    name: 'coordinator_github_rate_limit_remaining',
    help: 'Requests that are left of them, by the last answer.',
    samples: single(limit?.remaining),
    isPassing,
  }),
  gauge({
    name: 'coordinator_github_rate_limit_reset_timestamp_seconds',
    help: 'When the window begins anew.',
    samples: single(limit === null ? null : limit.resetAtMs / 1000),
    isPassing,
  }),
  gauge({
    name: 'coordinator_github_held',
    help: '1 while a limit of GitHub lasts and nothing is asked.',
    samples: single(Number(isHeld)),
    isPassing,
  }),
  counter({
    name: 'coordinator_polls_total',
    help: 'Looks at GitHub since the start: whole, or broken where something could not be read.',
    labelNames: ['result'],
    samples: labelled('result', [
      ['whole', counts.polls.whole],
      ['broken', counts.polls.broken],
    ]),
    isPassing,
  }),
  gauge({
    name: 'coordinator_last_successful_poll_timestamp_seconds',
    help: 'When GitHub was last read as a whole; none before the first time.',
    samples: single(counts.polls.lastWholeAtMs === null ? null : counts.polls.lastWholeAtMs / 1000),
    isPassing,
  }),
];
