import type { RateLimit } from '../../model/github.ts';
import type { BreakerSeen, BudgetSeen, HealthLevel } from '../../model/metric.ts';
import type { ProcessCounts } from '../../model/process-counts.ts';
import type { Settings } from '../../model/settings.ts';
import type { HostSeen, Memory } from '../../model/snapshot.ts';
import type { Tallies } from '../../model/tallies.ts';

/** Everything the numbers are made of. */
export interface NumbersSource {
  readonly version: string;
  readonly memory: Memory;
  readonly tallies: Tallies;
  readonly counts: ProcessCounts;
  readonly settings: Settings;
  readonly health: HealthLevel;
  readonly breakers: readonly BreakerSeen[];
  readonly budgets: readonly BudgetSeen[];
  readonly limit: RateLimit | null;
  /** A limit of GitHub's lasts: nothing is asked. */
  readonly isHeld: boolean;
  readonly host: HostSeen;
}
