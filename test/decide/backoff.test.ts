import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, mayRetry, mayTell, troubleWaitMs } from '../../src/decide/backoff.ts';
import { aTrouble, at } from '../support/remembered.ts';

const plain = { initialMs: 30_000, factor: 2, maxMs: 1_800_000, jitter: 0 };
const jittered = { ...plain, jitter: 0.2 };

describe('backoff', () => {
  it.each([
    [0, 30_000],
    [1, 30_000],
    [2, 60_000],
    [3, 120_000],
    [6, 960_000],
    [7, 1_800_000],
    [2_000, 1_800_000],
  ])('after try %i waits %i ms', (tries, waitMs) => {
    expect(backoffMs(tries, 'any', plain)).toBe(waitMs);
  });

  it('stays within the jitter, and is the same for the same name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), (tries, seed) => {
        const middle = backoffMs(tries, seed, plain);
        const waitMs = backoffMs(tries, seed, jittered);
        expect(waitMs).toBeGreaterThanOrEqual(Math.floor(middle * 0.8));
        expect(waitMs).toBeLessThanOrEqual(Math.ceil(middle * 1.2));
        expect(backoffMs(tries, seed, jittered)).toBe(waitMs);
      }),
      { numRuns: 100 },
    );
  });

  it('spreads names over the whole width', () => {
    const waits = Array.from({ length: 200 }, (_, index) => backoffMs(1, `name ${index}`, jittered));
    expect(new Set(waits).size).toBeGreaterThan(150);
    expect(Math.min(...waits)).toBeLessThan(25_500);
    expect(Math.max(...waits)).toBeGreaterThan(34_500);
  });
});

describe('a failed action', () => {
  it('waits as long as the other side asked for, at least the backoff', () => {
    expect(troubleWaitMs(aTrouble('write-comment', { retryAfterMs: 90_000 }), plain)).toBe(90_000);
    expect(troubleWaitMs(aTrouble('write-comment', { retryAfterMs: 10 }), plain)).toBe(30_000);
    expect(troubleWaitMs(aTrouble('write-comment', { tries: 3 }), plain)).toBe(120_000);
  });

  it('that was begun and is not known to have failed waits for nothing', () => {
    expect(troubleWaitMs(aTrouble('set-label', { tries: 0 }), plain)).toBe(0);
  });

  it('may be tried again when its time has come, not a moment earlier', () => {
    const trouble = aTrouble('write-comment', { at: at(0) });
    expect(mayRetry(trouble, at(29.999), plain)).toBe(false);
    expect(mayRetry(trouble, at(30), plain)).toBe(true);
  });

  it('does not mind the wall clock', () => {
    const trouble = aTrouble('write-comment', { at: at(0) });
    expect(mayRetry(trouble, { ...at(29), atMs: at(90_000).atMs }, plain)).toBe(false);
    expect(mayRetry(trouble, { ...at(30), atMs: at(-90_000).atMs }, plain)).toBe(true);
  });

  it('that failed for good is not tried again', () => {
    expect(mayRetry(aTrouble('write-comment', { class: 'permanent', at: at(-99_999) }), at(0), plain)).toBe(
      false,
    );
  });

  it('that GitHub refused for good is tried again after an hour, or when the task has changed', () => {
    const trouble = aTrouble('write-comment', { class: 'permanent', at: at(0) });
    const tell = { backoff: plain, changedAtMs: at(0).atMs };
    expect(mayTell(trouble, at(3599), tell)).toBe(false);
    expect(mayTell(trouble, at(3600), tell)).toBe(true);
    expect(mayTell(trouble, at(2), { ...tell, changedAtMs: at(1).atMs })).toBe(true);
    expect(mayTell(aTrouble('write-comment', { at: at(0) }), at(29), tell)).toBe(false);
    expect(mayTell(undefined, at(0), tell)).toBe(true);
  });

  it('that never failed may go', () => {
    expect(mayRetry(undefined, at(0), plain)).toBe(true);
  });
});
