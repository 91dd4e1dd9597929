import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headOf } from '../../src/model/head-of.ts';

it('is the whole of a short text', () => {
  expect(headOf('it broke', 8)).toBe('it broke');
});

it.each([
  ['it broke with sk-ant-0123456789', 20, 'it broke with'],
  ['{"error":"key AKIA0123456789 is wrong"}', 22, '{"error":"key'],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 10, ''],
])('%s is cut before the word that does not fit', (text, max, head) => {
  expect(headOf(text, max)).toBe(head);
});

it('never ends in a part of a secret', () => {
  const secret = 'ghp_0123456789abcdefABCDEF0123456789abcd';
  fc.assert(
    fc.property(fc.nat(200), fc.nat(300), (before, max) => {
      const head = headOf(`${'word '.repeat(before / 5)}${secret} and more words to follow`, max);
      expect(head.includes('ghp_')).toBe(head.includes(secret));
    }),
  );
});
