import { describe, expect, it } from 'vitest';
import { nearestOf } from '../../src/config/nearest.ts';
import { parseAmount, parseDuration, parseSize } from '../../src/config/units.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['30', 30_000],
    [30, 30_000],
    [0.25, 250],
    [' 5s ', 5000],
  ])('%j is %d ms', (written, ms) => {
    expect(parseDuration(written)).toBe(ms);
  });

  it.each([
    '',
    's',
    '-1s',
    '1d',
    '1 h',
    '1h30m',
    '1e3',
    'NaN',
    '577h',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
  ])('%j is none', (written) => {
    expect(parseDuration(written)).toBeUndefined();
  });
});

describe('parseSize', () => {
  it.each([
    ['2GiB', 2_147_483_648],
    ['500MB', 500_000_000],
    ['1.5KiB', 1536],
    ['10', 10],
    [10, 10],
  ])('%j is %d bytes', (written, bytes) => {
    expect(parseSize(written)).toBe(bytes);
  });

  it.each(['', 'GiB', '2gib', '-1MB', '2 XB', '99999999TiB'])('%j is none', (written) => {
    expect(parseSize(written)).toBeUndefined();
  });
});

describe('parseAmount', () => {
  it.each([
    ['5usd', 'usd', 5],
    ['0.25usd', 'usd', 0.25],
    ['2Mtok', 'tokens', 2e6],
    ['1.5ktok', 'tokens', 1500],
  ] as const)('%s', (written, unit, amount) => {
    expect(parseAmount(written)).toEqual({ unit, amount });
  });

  it.each(['', '5', 'usd', '-1usd', '5 usd', '2mtok'])('%j is none', (written) => {
    expect(parseAmount(written)).toBeUndefined();
  });
});

describe('nearestOf', () => {
  it.each([
    ['perTsk', 'perTask'],
    ['pertask', 'perTask'],
    ['perTaks', 'perTask'],
    ['totl', 'total'],
  ])('%s was meant as %s', (word, meant) => {
    expect(nearestOf(word, ['perDay', 'perTask', 'total'])).toBe(meant);
  });

  it.each(['', 'x', 'something', 'day'])('%j was not meant as any', (word) => {
    expect(nearestOf(word, ['perDay', 'perTask', 'total'])).toBeUndefined();
  });
});
