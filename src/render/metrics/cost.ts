import type { Family, Sample } from '../../model/metric.ts';
import type { AttemptTally } from '../../model/tallies.ts';
import { counter, single } from './shapes.ts';
import type { NumbersSource } from './source.ts';

const tokenKinds = {
  input: 'input',
  cacheRead: 'cache_read',
  cacheWrite: 'cache_write',
  output: 'output',
  reasoning: 'reasoning',
} as const;

/** What the agents used, by their own word. */
export const costFamilies = ({ tallies }: NumbersSource): readonly Family[] => {
  const byAgent = [...Map.groupBy(tallies.attempts, ({ agent }) => agent)];
  return [
    counter({
      name: 'coordinator_tokens_total',
      help: 'Tokens of ended attempts by agent and kind, as far as their logs told; output is with reasoning. Outlives restarts.',
      labelNames: ['agent', 'kind'],
      samples: byAgent.flatMap(tokenSamples),
    }),
    counter({
      name: 'coordinator_cost_usd_total',
      help: 'Cost of ended attempts by agent; source agent: its own word, estimate: tokens times list prices. Outlives restarts.',
      labelNames: ['agent', 'source'],
      samples: byAgent.flatMap(costSamples),
    }),
    counter({
      name: 'coordinator_attempts_unknown_cost_total',
      help: 'Judged attempts of which no cost is known: they may have cost something. Outlives restarts.',
      samples: single(tallies.attempts.filter(hasUnknownCost).length),
    }),
  ];
};

const hasUnknownCost = ({ isLaunched, outcome, cost }: AttemptTally): boolean =>
  isLaunched && outcome !== null && cost === null;

type ByAgent = readonly [agent: string, attempts: readonly AttemptTally[]];

const tokenSamples = ([agent, attempts]: ByAgent): readonly Sample[] => {
  const told = attempts.flatMap(({ tokens }) => tokens ?? []);
  if (told.length === 0) return [];
  return (Object.keys(tokenKinds) as (keyof typeof tokenKinds)[]).map((kind) => ({
    labels: { agent, kind: tokenKinds[kind] },
    value: told.reduce((sum, tokens) => sum + tokens[kind], 0),
  }));
};

const costSamples = ([agent, attempts]: ByAgent): readonly Sample[] =>
  [
    ...Map.groupBy(
      attempts.flatMap(({ cost }) => cost ?? []),
      ({ source }) => source,
    ),
  ].map(([source, costs]) => ({
    labels: { agent, source },
    value: costs.reduce((sum, { amountUsd }) => sum + amountUsd, 0),
  }));
