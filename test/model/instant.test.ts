import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsedMs, type Instant } from '../../src/model/instant.ts';

const instant = (atMs: number, uptimeMs: number, boot = 'one'): Instant => ({ atMs, uptimeMs, boot });

describe('time between two instants', () => {
  it.each([
    ['by uptime', instant(0, 1_000), instant(9_999_999, 3_500), 2_500],
    ['although the clock went back', instant(5_000, 1_000), instant(0, 1_001), 1],
    ['none when they are one', instant(5, 5), instant(5, 5), 0],
    ['never negative', instant(0, 9_000), instant(9_999, 1_000), 0],
    ['by the wall clock after a reboot', instant(1_000, 9_000), instant(61_000, 500, 'two'), 60_000],
    ['at least the uptime after a reboot', instant(1_000, 9_000), instant(900, 40_000, 'two'), 40_000],
  ])('%s', (_, from, to, ms) => {
    expect(elapsedMs(from, to)).toBe(ms);
  });

  it('does not depend on the wall clock within a boot', () => {
    const wall = fc.integer();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), wall, wall, (start, ms, fromAtMs, toAtMs) => {
        expect(elapsedMs(instant(fromAtMs, start), instant(toAtMs, start + ms))).toBe(ms);
      }),
    );
  });

  it('is never negative, whatever the instants', () => {
    const any = fc.record({ atMs: fc.integer(), uptimeMs: fc.nat(), boot: fc.constantFrom('one', 'two') });
    fc.assert(fc.property(any, any, (from, to) => elapsedMs(from, to) >= 0));
  });
});
