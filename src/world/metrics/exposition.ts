/**
 * Theory of operation. In: families of numbers as they are at the moment of a scrape, from whoever has them. Out: the text
 * that Prometheus reads, made by its own client library, and an HTTP server on the loopback that shows it (serve.ts).
 * This folder is the only importer of the library, and is loaded only where a port was asked for. Between two scrapes
 * nothing is done but to put the length of each tick into its bucket.
 */
import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { Family } from '../../model/metric.ts';

/** Where the numbers come from. */
export interface ExpositionSource {
  /** `acme/api`: a label of every series. */
  readonly repository: string;
  readonly readFamilies: () => readonly Family[];
}

/** What a scrape gets. */
export interface Scrape {
  readonly contentType: string;
  readonly text: string;
}

export interface Exposition {
  scrape(): Promise<Scrape>;
  /** A tick took so long. */
  ticked(seconds: number): void;
}

/** The numbers in Prometheus' text format. */
export const createExposition = ({ repository, readFamilies }: ExpositionSource): Exposition => {
  const ticking = new Registry();
  const ticks = readFamilies()
    .filter((family) => family.kind === 'ticking')
    .map(
      ({ name, help, buckets }) => new Histogram({ name, help, buckets: [...buckets], registers: [ticking] }),
    );
  return {
    ticked: (seconds) => {
      for (const histogram of ticks) histogram.observe(seconds);
    },
    scrape: async () => {
      const registry = new Registry();
      for (const family of readFamilies()) register(family, registry);
      for (const histogram of ticks) registry.registerMetric(histogram);
      registry.setDefaultLabels({ repository });
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
};

const register = (family: Family, registry: Registry): void => {
  const { name, help } = family;
  const config = { name, help, labelNames: [...family.labelNames], registers: [registry] };
  switch (family.kind) {
    case 'counter': {
      const metric = new Counter(config);
      for (const { labels, value } of family.samples) metric.inc(labels, value);
      return;
    }
    case 'gauge': {
      const metric = new Gauge(config);
      // The library starts a gauge without labels at 0, which would be a claim.
      if (family.samples.length === 0) registry.removeSingleMetric(name);
      for (const { labels, value } of family.samples) metric.set(labels, value);
      return;
    }
    case 'histogram': {
      const metric = new Histogram({ ...config, buckets: [...family.buckets] });
      for (const labels of family.zeros) metric.zero({ ...labels });
      for (const { labels, value } of family.samples) metric.observe(labels, value);
      return;
    }
    default:
      return;
  }
};
