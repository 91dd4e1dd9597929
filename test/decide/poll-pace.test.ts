import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PaceSource, pollDelayMs, slowedBecause } from '../../src/decide/poll-pace.ts';

const pace = (given: Partial<PaceSource> = {}): PaceSource => ({
  intervalMs: 15_000,
  failureCount: 0,
  nowMs: 1_000_000,
  hold: null,
  limit: { limit: 5_000, remaining: 4_000, resetAtMs: 1_600_000 },
  ...given,
});
const left = (remaining: number, resetAtMs = 1_600_000) =>
  pace({ limit: { limit: 5_000, remaining, resetAtMs } });
const heldUntil = (untilMs: number) =>
  pace({ failureCount: 9, hold: { kind: 'secondary', untilMs, strikes: 1 } });

describe('the next poll comes', () => {
  it.each([
    ['as configured', pace(), 15_000],
    ['as configured when no limit is known', pace({ limit: null }), 15_000],
    ['as configured while a tenth of the limit is left', left(500), 15_000],
    ['as configured once the limit was reset', left(0, 999_999), 15_000],
    ['later after one failure', pace({ failureCount: 1 }), 30_000],
    ['later after four failures', pace({ failureCount: 4 }), 240_000],
    ['after five minutes at the latest', pace({ failureCount: 50 }), 300_000],
    [
      'as configured although that is more than five minutes',
      pace({ intervalMs: 900_000, failureCount: 9 }),
      900_000,
    ],
    ['as configured while what is left lasts', left(499), 15_000],
    ['slower when it does not last', left(50), 60_000],
    ['not before the reset when nothing is left', left(0, 1_200_000), 200_000],
    ['when a limit is over, whatever failed', heldUntil(1_090_000), 91_000],
    ['as configured although a limit is over sooner', heldUntil(1_000_001), 15_000],
    ['after five minutes although a limit lasts', heldUntil(9_000_000), 300_000],
    ['after five minutes although the reset is far away', left(0, 9_000_000), 300_000],
  ])('%s', (_, source, delayMs) => {
    expect(pollDelayMs(source)).toBe(delayMs);
  });

  it('never sooner than configured, never later than five minutes or that', () => {
    const source = fc.record({
      intervalMs: fc.integer({ min: 1_000, max: 3_600_000 }),
      failureCount: fc.nat(1_000),
      nowMs: fc.nat(),
      hold: fc.option(
        fc.record({ kind: fc.constant('secondary' as const), untilMs: fc.nat(), strikes: fc.nat() }),
      ),
      limit: fc.option(fc.record({ limit: fc.nat(), remaining: fc.nat(), resetAtMs: fc.nat() })),
    });
    fc.assert(
      fc.property(source, (any) => {
        const delayMs = pollDelayMs(any);
        expect(delayMs).toBeGreaterThanOrEqual(any.intervalMs);
        expect(delayMs).toBeLessThanOrEqual(Math.max(any.intervalMs, 300_000));
      }),
      { numRuns: 100 },
    );
  });
});

describe('slowed down', () => {
  it.each([
    [pace(), null],
    [pace({ failureCount: 9 }), null],
    [left(499), null],
    [left(50), '50 of 5000 requests left until 00:27 UTC'],
    [left(0), '0 of 5000 requests left until 00:27 UTC'],
    [heldUntil(1_090_000), 'secondary rate limit reached, nothing is sent until 00:19 UTC'],
  ])('%j: %s', (source, because) => {
    expect(slowedBecause(source)).toBe(because);
  });
});
