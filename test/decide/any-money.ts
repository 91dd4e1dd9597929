/** What attempts may have cost, what their logs may say, and what may be spent. */
import fc from 'fast-check';
import type { AgentAccount, LogSeen } from '../../src/model/agent-account.ts';
import { known, type Seen, unknown } from '../../src/model/seen.ts';
import type { Amount, BudgetSettings } from '../../src/model/settings.ts';
import { noSpending, nothingSpent } from '../../src/model/spending.ts';
import { noBudget } from '../support/no-budget.ts';
import { anAccount, at } from '../support/remembered.ts';
import { aLogSeen } from '../support/snapshots.ts';

const oneOf = fc.constantFrom;
const cost = (amountUsd: number): AgentAccount['cost'] => ({ amountUsd, source: 'agent' });
const quota = { class: 'quota', untilMs: at(3600).atMs, message: 'until 15:00' } as const;

/** Of an attempt that has ended; null = not read, or not yet. */
export const anyAccount: fc.Arbitrary<AgentAccount | null> = oneOf(
  null,
  null,
  anAccount({ cost: cost(3) }),
  anAccount({ status: 'failed', reason: 'quota', cost: null, limit: quota }),
  anAccount({ status: 'stopped', reason: 'budget', cost: cost(6) }),
);

/** Of one that lives, or has just ended. */
export const anyLog: fc.Arbitrary<Seen<LogSeen>> = oneOf(
  unknown('it cannot be read'),
  known(aLogSeen({ account: anAccount({ status: 'unfinished', reason: null, cost: cost(4) }) }), 0),
  known(
    aLogSeen({
      account: anAccount({ status: 'unfinished', reason: null, cost: null, limit: quota }),
      complaint: 'retry',
      complaintClass: 'quota',
    }),
    0,
  ),
  known(aLogSeen({ isFinal: true, account: anAccount({ cost: cost(9) }) }), 0),
);

const amount = (...sizes: readonly (Amount | null)[]) => oneOf<Amount | null>(null, null, null, ...sizes);
const usd = (size: number): Amount => ({ unit: 'usd', amount: size });

/** Mostly none. */
export const anyBudget: fc.Arbitrary<BudgetSettings> = fc
  .record({
    perTask: amount(usd(5), { unit: 'tokens', amount: 900 }),
    perDay: amount(usd(8)),
    total: amount(usd(50)),
    mode: oneOf('warn' as const, 'block' as const),
  })
  .map((given) => ({ ...noBudget, ...given }));

/** Spent by tasks that nobody remembers. */
export const anySpending = oneOf(0, 0, 49, 60).map((sum) => ({
  ...noSpending,
  total: { ...nothingSpent, usd: sum, attemptCount: 9 },
}));
