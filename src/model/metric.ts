/**
 * Numbers for machines, named by Prometheus' conventions: base units, `_total` for what only grows, no label of which
 * there may be ever more.
 * @see https://prometheus.io/docs/practices/naming/
 */

/** One number of a family. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Named {
  /** `coordinator_workers_launched_total` */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  readonly labelNames: readonly string[];
  /** It changes although nothing happens, or is not worth a write: it never is a reason to write `metrics.json`. */
  readonly isPassing: boolean;
}

/** All numbers of one name. `ticking`: its buckets are filled as it happens, here only its totals are known. */
export type Family = Named &
  (
    | { readonly kind: 'counter' | 'gauge'; readonly samples: readonly Sample[] }
    | {
        readonly kind: 'histogram';
        /** Upper bounds, ascending. */
        readonly buckets: readonly number[];
        /** Every single observation. */
        readonly samples: readonly Sample[];
        /** Labels that are there from the start: the first observation of a series that was not is lost to a rate. */
        readonly zeros: readonly Sample['labels'][];
      }
    | {
        readonly kind: 'ticking';
        readonly buckets: readonly number[];
        readonly count: number;
        readonly sum: number;
      }
  );

/** How the coordinator does as a whole (SPEC section 13). */
export const healthLevels = ['ok', 'warning', 'degraded'] as const;

/** One of {@link healthLevels}. */
export type HealthLevel = (typeof healthLevels)[number];

/** A breaker. */
export interface BreakerSeen {
  /** `preparation`, `agent/claude`: one of few. */
  readonly name: string;
  /** It holds back new starts, but for one task that is tried alone. */
  readonly isOpen: boolean;
}

/** How much of a budget is used. */
export interface BudgetSeen {
  readonly name: 'day' | 'total';
  /** 1 = all of it. */
  readonly usedRatio: number;
}
