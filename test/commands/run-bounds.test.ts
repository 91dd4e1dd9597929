import { describe, expect, it } from 'vitest';
import { parseBounds, requireResultsPath } from '../../src/commands/run-bounds.ts';
import { UsageError } from '../../src/model/failures.ts';

const nowMs = Date.UTC(2026, 10, 20, 14, 0);
const bounds = (issues?: string, startAt?: string) =>
  parseBounds({ issues, startAt }, { nowMs, utcOffsetMs: 3_600_000 });

describe('what bounds a run', () => {
  it('is nothing where nothing is said', () => {
    expect(bounds()).toEqual({ issues: null, startAt: null });
  });

  it.each([
    ['12', [12]],
    ['12,15', [12, 15]],
    ['#12, gh-15 12', [12, 15]],
  ])('%j names issues', (written, issues) => {
    expect(bounds(written).issues).toEqual(issues);
  });

  it.each(['', ' , ', 'twelve', '12,0', '1.5'])('%j names none', (written) => {
    expect(() => bounds(written)).toThrow(UsageError);
  });

  it.each([
    ['+2h', '2026-11-20 16:00 UTC'],
    ['15:30', '2026-11-20 14:30 UTC'],
    ['14:30', '2026-11-21 13:30 UTC'],
    ['2026-11-20T18:00Z', '2026-11-20 18:00 UTC'],
  ])('%s is a start', (written, text) => {
    expect(bounds(undefined, written).startAt?.text).toBe(text);
  });

  it.each([
    ['25:00', 'is no time'],
    ['soon', 'is no time'],
    ['2026-11-20T13:00Z', 'is over: it was 2026-11-20 14:00'],
  ])('%s is none', (written, why) => {
    expect(() => bounds(undefined, written)).toThrow(why);
  });

  it('keeps results only where they could be written', () => {
    expect(requireResultsPath(undefined, '/tmp')).toBeNull();
    expect(requireResultsPath('-', '/tmp')).toBe('-');
    expect(requireResultsPath('out.json', '/tmp')).toBe('/tmp/out.json');
    expect(() => requireResultsPath('/tmp', '/')).toThrow('it is a directory');
    expect(() => requireResultsPath('absent/out.json', '/tmp')).toThrow('there is no directory /tmp/absent');
  });
});
