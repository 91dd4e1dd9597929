/**
 * Theory of operation. In: what is remembered, what the store can tell of all that happened, what this coordinator
 * counted since its start, and a look at the machine. Out: families of numbers (model/metric.ts), which `json.ts` writes
 * into `.coordinator/metrics.json` and world/metrics/ shows to Prometheus. No label has an issue, a title, a branch or a
 * login in it: there are as many series after a year as after a day.
 */
import type { Family } from '../../model/metric.ts';
import { attemptFamilies } from './attempts.ts';
import { costFamilies } from './cost.ts';
import { githubFamilies } from './github.ts';
import { healthFamilies } from './health.ts';
import type { NumbersSource } from './source.ts';
import { taskFamilies } from './tasks.ts';

/** All families, always the same and in the same order; one without samples has none now. */
export const familiesOf = (source: NumbersSource): readonly Family[] => [
  ...taskFamilies(source),
  ...attemptFamilies(source),
  ...costFamilies(source),
  ...githubFamilies(source),
  ...healthFamilies(source),
];
