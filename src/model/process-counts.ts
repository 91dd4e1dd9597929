/**
 * What a coordinator counts while it runs. It begins anew with each start, as Prometheus expects of counters.
 */
import type { ActionKind } from './action.ts';

/** Counts since the start; instants are epoch milliseconds. */
export interface ProcessCounts {
  readonly startedAtMs: number;
  readonly requests: readonly { readonly route: string; readonly code: string; readonly count: number }[];
  readonly actions: readonly {
    readonly action: ActionKind;
    /** `skipped` is not counted: nothing was done. */
    readonly outcome: 'done' | 'transient' | 'permanent';
    readonly count: number;
  }[];
  readonly polls: { readonly whole: number; readonly broken: number; readonly lastWholeAtMs: number | null };
  readonly ticks: { readonly count: number; readonly totalMs: number };
}
