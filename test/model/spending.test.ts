import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import {
  dayOf,
  noSpending,
  nothingSpent,
  spentByAccount,
  spentByEnded,
  sumOfSpent,
  withAttempt,
} from '../../src/model/spending.ts';
import { anAccount, anAttempt, anEndedAttempt, at } from '../support/remembered.ts';

const anyAccount: fc.Arbitrary<AgentAccount | null> = fc.option(
  fc
    .record({
      cost: fc.option(
        fc.record({
          amountUsd: fc.nat(10_000).map((cents) => cents / 100),
          source: fc.constantFrom('agent' as const, 'estimate' as const),
        }),
      ),
      tokens: fc.constantFrom(null, anAccount().tokens),
      isTokensExact: fc.boolean(),
    })
    .map(anAccount),
);
const anyEnd: fc.Arbitrary<Partial<Attempt>> = fc
  .record({ account: anyAccount, days: fc.integer({ min: 0, max: 3 }), begun: fc.boolean() })
  .map(({ account, days, begun }) => ({
    account,
    phase: 'ended',
    endedAt: at(days * 86_400),
    ...(begun ? {} : { end: { kind: 'never-started', why: '' } }),
  }));

it('whatever became of an attempt on the way, the sums are those of what it came to', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyEnd, anyAccount), { maxLength: 8 }), (stories) => {
      let spending = noSpending;
      const ended = stories.map(([end, last], index) => {
        const begun = anAttempt({ number: index + 1 });
        const first: Attempt = { ...anEndedAttempt(), ...begun, ...end };
        const final = { ...first, account: last };
        spending = withAttempt(spending, null, begun);
        spending = withAttempt(spending, begun, first);
        spending = withAttempt(spending, first, final);
        expect(withAttempt(spending, final, { ...final, result: 'judged' })).toBe(spending);
        return final;
      });
      const total = sumOfSpent(ended.map(spentByEnded));
      expect(spending.total).toEqual(total);
      expect(sumOfSpent(Object.values(spending.days))).toEqual(total);
    }),
  );
});

it('only the latest days are told apart', () => {
  const spending = Array.from({ length: 30 }, (_, day) =>
    anEndedAttempt({ number: day + 1, endedAt: at(day * 86_400), account: anAccount() }),
  ).reduce((sum, attempt) => withAttempt(sum, null, attempt), noSpending);
  expect(spending.total.usd).toBe(7.5);
  expect(Object.keys(spending.days)).toHaveLength(10);
  expect(spending.days[dayOf(at(29 * 86_400).atMs)]?.usd).toBe(0.25);
});

it.each([
  ['a cost that is no number', { cost: { amountUsd: Number.NaN, source: 'estimate' as const } }],
  ['a cost below nothing', { cost: { amountUsd: -5, source: 'agent' as const } }],
  ['more tokens than there are', { tokens: { ...nothingSpent.tokens, input: 1e308 } }],
])('%s is as good as unknown', (_, given) => {
  const spent = spentByAccount(anAccount(given));
  expect(JSON.parse(JSON.stringify(spent))).toEqual(spent);
  expect(spent.usd).toBeGreaterThanOrEqual(0);
  expect(spent.unpricedCount + spent.uncountedCount).toBe(1);
});
