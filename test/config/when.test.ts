import { expect, it } from 'vitest';
import { parseWhen } from '../../src/config/when.ts';

/** 14:00 in UTC, 15:00 where we are. */
const now = { nowMs: Date.UTC(2026, 10, 20, 14), utcOffsetMs: 3_600_000 };

it.each([
  ['+2h', '2026-11-20T16:00:00.000Z'],
  ['+90s', '2026-11-20T14:01:30.000Z'],
  ['18:30', '2026-11-20T17:30:00.000Z'],
  ['9:05', '2026-11-21T08:05:00.000Z'],
  ['15:00', '2026-11-21T14:00:00.000Z'],
  ['2026-11-22T10:00Z', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(new Date(parseWhen(text, now) ?? 0).toISOString()).toBe(iso);
});

it.each(['', '2h', '+', '+2 days', '24:00', '18:60', 'tomorrow', '2026-11-22', '2026-13-01T10:00Z'])(
  '%j is no time',
  (text) => {
    expect(parseWhen(text, now)).toBeUndefined();
  },
);
