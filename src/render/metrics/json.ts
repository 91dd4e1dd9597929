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
 * The text of `metrics.json`: by name a number, or for families with labels an object by the label's value (of two labels:
 * one in the other); histograms are `{ count, sum }`. All as of `at`.
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
  const isHistogram = family.kind === 'histogram';
  const totalOf = isHistogram ? summaryOf : (samples: readonly Sample[]) => samples[0]?.value ?? null;
  return nested(family.samples, { labelNames: family.labelNames, totalOf });
};

interface Nesting {
  readonly labelNames: readonly string[];
  readonly totalOf: (samples: readonly Sample[]) => unknown;
}

const nested = (samples: readonly Sample[], { labelNames: [label, ...rest], totalOf }: Nesting): unknown => {
  if (label === undefined) return totalOf(samples);
  const groups = Map.groupBy(samples, ({ labels }) => labels[label] ?? '');
  return Object.fromEntries(
    [...groups].map(([value, group]) => [value, nested(group, { labelNames: rest, totalOf })]),
  );
};

const summaryOf = (samples: readonly Sample[]): { readonly count: number; readonly sum: number } => ({
  count: samples.length,
  sum: samples.reduce((sum, { value }) => sum + value, 0),
});
