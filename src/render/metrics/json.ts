import type { Family, HealthLevel, Sample } from '../../model/metric.ts';

/** What the file says beside the numbers. */
export interface JsonSource {
  /** ISO 8601. */
  readonly at: string;
  /** `acme/api` */
  readonly repository: string;
  readonly health: HealthLevel;
  readonly families: readonly Family[];
}

/**
 * The text of `metrics.json`: by name a number, or for families with labels a list of `{ labels, value }`; histograms are
 * `{ count, sum }`. All as of `at`.
 */
export const renderMetricsJson = ({ at, repository, health, families }: JsonSource): string => {
  const metrics = Object.fromEntries(families.map((family) => [family.name, shownOf(family)]));
  return `${JSON.stringify({ at, repository, health, metrics }, null, 2)}\n`;
};

/** Equal as long as nothing happened that is worth a write. */
export const metricsKeyOf = (families: readonly Family[]): string =>
  JSON.stringify(families.filter(({ isPassing }) => !isPassing).map(shownOf));

const shownOf = (family: Family): unknown => {
  if (family.kind === 'ticking') return { count: family.count, sum: family.sum };
  if (family.kind === 'histogram') return summariesOf(family.samples, family.labelNames.length > 0);
  if (family.labelNames.length > 0) return family.samples;
  return family.samples[0]?.value ?? null;
};

const summariesOf = (samples: readonly Sample[], hasLabels: boolean): unknown => {
  if (!hasLabels) return summaryOf(samples);
  const groups = Map.groupBy(samples, ({ labels }) => JSON.stringify(labels));
  return [...groups].map(([key, group]) => ({ labels: JSON.parse(key), ...summaryOf(group) }));
};

const summaryOf = (samples: readonly Sample[]): { readonly count: number; readonly sum: number } => ({
  count: samples.length,
  sum: samples.reduce((sum, { value }) => sum + value, 0),
});
