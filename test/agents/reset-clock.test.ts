import { describe, expect, it } from 'vitest';
import { openAccount } from '../../src/agents/account.ts';
import { agentDefinitions, logFormats } from '../../src/agents/built-in.ts';
import { openLogReading } from '../../src/agents/read-log.ts';
import { nextAtMs, resetClockOf } from '../../src/agents/reset-clock.ts';

const now = Date.UTC(2026, 10, 25, 14, 25, 30);

describe('a time of day at which a limit is over', () => {
  it.each([
    ["You've hit your session limit · resets 7:30pm (UTC)", 1170, 'UTC'],
    ['Claude usage limit reached. Your limit resets 3am (America/New_York)', 180, 'America/New_York'],
    ["You've hit your usage limit. Upgrade to Pro or try again at 2:51 PM.", 891, null],
    ['resets at 12am (Etc/GMT+5)', 0, 'Etc/GMT+5'],
    ['limit reached, resets 18:05', 1085, null],
  ])('%s', (message, minuteOfDay, zone) => {
    expect(resetClockOf(message)).toEqual({ minuteOfDay, zone });
  });

  it.each(['try again at 5', 'resets soon', 'resets 25:00', 'resets 13pm', 'it resets 3 counters', ''])(
    '%j names none',
    (message) => {
      expect(resetClockOf(message)).toBeNull();
    },
  );

  it.each([
    [1170, 'UTC', Date.UTC(2026, 10, 25, 19, 30)],
    [180, 'UTC', Date.UTC(2026, 10, 26, 3, 0)],
    [865, 'UTC', Date.UTC(2026, 10, 25, 14, 25)],
    [600, 'America/New_York', Date.UTC(2026, 10, 25, 15, 0)],
  ])('minute %i of %s is the next such', (minuteOfDay, zone, atMs) => {
    expect(nextAtMs({ minuteOfDay, zone }, now)).toBe(atMs);
  });

  it('in a zone that nobody knows is not known', () => {
    expect(nextAtMs({ minuteOfDay: 0, zone: 'Nowhere/At_All' }, now)).toBeNull();
  });
});

const lineOf = (event: object): string => `${JSON.stringify(event)}\n`;
const limitAfter = (...events: readonly object[]) => {
  const account = openAccount({ agent: agentDefinitions.claude ?? null, isFormatted: true, earlier: null });
  const format = logFormats.claude ?? expect.fail();
  const reading = openLogReading({ format, onEvent: (event) => void account.add(event, now) });
  reading.feed(Buffer.from(events.map(lineOf).join('')));
  reading.end();
  return account.account(null).limit?.untilMs;
};
const text = "You've hit your session limit · resets 7:30pm (UTC)";
const said = {
  type: 'assistant',
  error: 'rate_limit',
  message: { id: 'm', model: '<synthetic>', content: [{ type: 'text', text }] },
};
const rejected = {
  type: 'rate_limit_event',
  rate_limit_info: { status: 'rejected', resetsAt: Date.UTC(2026, 10, 25, 19, 25) / 1000 },
};
const result = { type: 'result', subtype: 'success', is_error: true, result: text, session_id: 's' };

it('a reset that was told is kept when later words of the same limit name none, or a rougher one', () => {
  expect(limitAfter(rejected, said, result)).toBe(Date.UTC(2026, 10, 25, 19, 25));
  expect(limitAfter(said, result)).toBe(Date.UTC(2026, 10, 25, 19, 30));
});
