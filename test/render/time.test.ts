import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDuration } from '../../src/render/duration.ts';
import { isoOf, stampOf, timeOf, utcMinuteOf } from '../../src/render/utc-time.ts';

describe('isoOf', () => {
  it('agrees with Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(3000, 0, 1) }), (atMs) => {
        expect(isoOf(atMs)).toBe(new Date(atMs).toISOString());
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, Date.UTC(2000, 1, 29), Date.UTC(1900, 1, 28, 23, 59, 59, 999), Date.UTC(2026, 11, 31, 23, 59)])(
    'agrees with Date at %d',
    (atMs) => {
      expect(isoOf(atMs)).toBe(new Date(atMs).toISOString());
    },
  );

  it('has shorter forms', () => {
    const atMs = Date.UTC(2026, 10, 20, 14, 18, 2);
    expect(utcMinuteOf(atMs)).toBe('2026-11-20 14:18 UTC');
    expect(timeOf(atMs)).toBe('14:18:02');
    expect(stampOf(atMs)).toBe('20261120-141802');
  });
});

describe('renderDuration', () => {
  it.each([
    [-5, '0s'],
    [0, '0s'],
    [10, '0.1s'],
    [400, '0.4s'],
    [999, '1s'],
    [2000, '2s'],
    [59_499, '59s'],
    [59_600, '1m'],
    [878_000, '14m 38s'],
    [3_599_900, '1h'],
    [11_520_000, '3h 12m'],
    [86_400_000, '1d'],
    [187_200_000, '2d 4h'],
  ])('%d ms is %s', (ms, text) => {
    expect(renderDuration(ms)).toBe(text);
  });
});
