import { expect, test } from 'vitest';
import { TransientError } from '../../../src/model/failures.ts';
import type { WriteMinutes } from '../../../src/model/github.ts';
import { createWriteBudget, writeLimits } from '../../../src/world/github/write-budget.ts';

const minuteMs = 60_000;

const opened = (saved: WriteMinutes = [], limits: typeof writeLimits | null = writeLimits) => {
  let nowMs = 1_000_000 * minuteMs;
  let kept = saved;
  const save = (minutes: WriteMinutes): void => {
    kept = minutes;
  };
  const record = { read: () => kept, save };
  const open = () => createWriteBudget({ limits, record, nowMs: () => nowMs });
  let budget = open();
  return {
    restart: (): void => {
      budget = open();
    },
    pass: (ms: number): void => {
      nowMs += ms;
    },
    room: () => budget.readRoom(),
    /** How many go out before one is refused. */
    spendAll: (most = 10_000): number => {
      for (let count = 0; count < most; count += 1) {
        try {
          budget.spend();
        } catch (error) {
          if (error instanceof TransientError) return count;
          throw error;
        }
      }
      return most;
    },
    nowMs: () => nowMs,
  };
};

test('no minute has more than its share, wherever it begins, and no hour', () => {
  const { spendAll, pass, nowMs } = opened();
  const spent: { readonly atMs: number; readonly count: number }[] = [];
  for (let step = 0; step < 4 * 180; step += 1) {
    spent.push({ atMs: nowMs(), count: spendAll() });
    pass(15_000);
  }
  const most = (spanMs: number): number =>
    Math.max(
      ...spent.map(({ atMs: from }) =>
        spent
          .filter(({ atMs }) => atMs >= from && atMs < from + spanMs)
          .reduce((sum, { count }) => sum + count, 0),
      ),
    );
  expect(most(minuteMs)).toBe(writeLimits.perMinute);
  expect(most(60 * minuteMs)).toBe(writeLimits.perHour);
});

test('a fifth is kept for what people wait for, and it is said when there is more', () => {
  const { spendAll, room, pass, nowMs } = opened();
  spendAll(32);
  expect(room()).toEqual({ left: 8, everydayLeft: 0, moreAtMs: nowMs() + 2 * minuteMs });
  pass(2 * minuteMs);
  expect(room()).toEqual({ left: 40, everydayLeft: 32, moreAtMs: null });
});

test('a refused write says how long to wait', () => {
  const { spendAll, pass } = opened();
  pass(20_000);
  spendAll();
  const budget = opened([{ minute: 1_000_000, count: 40 }]);
  expect(budget.spendAll()).toBe(0);
  expect(budget.room().moreAtMs).toBe(budget.nowMs() + 2 * minuteMs);
});

test('a restart knows what went out before', () => {
  const { spendAll, restart, pass, room } = opened();
  spendAll(20);
  pass(minuteMs);
  spendAll(1);
  restart();
  expect(room().left).toBe(19);
  spendAll(5);
  restart();
  expect(room().left).toBe(14);
});

test('a clock that was set back forgets what lies in its future; without limits nothing is counted', () => {
  expect(opened([{ minute: 1_000_500, count: 300 }]).room().left).toBe(40);
  expect(opened([], null).spendAll(1000)).toBe(1000);
});
