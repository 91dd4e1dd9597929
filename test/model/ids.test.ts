import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueOf, keyOf, workerOf } from '../../src/model/ids.ts';

describe('a task key', () => {
  it('names its issue', () => {
    expect(keyOf(450)).toBe('gh-450');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (issue) => issueOf(keyOf(issue)) === issue),
    );
  });

  it.each([
    'gh-',
    'gh-0',
    'gh-01',
    'gh--1',
    'gh-1.5',
    'gh-1 ',
    ' gh-1',
    'gh-1\n',
    'GH-1',
    'gh-1x',
    'gh-99999999999',
    'gh-٣',
    '450',
  ])('%j is none', (text) => {
    expect(issueOf(text)).toBeUndefined();
  });
});

it('a worker is named by the first six hex digits of its run', () => {
  expect(workerOf('3fa2c1d0-1111-4222-8333-444444444444')).toBe('w-3fa2c1');
  expect(workerOf('3fa2-c1d0')).toBe('w-3fa2c1');
});
