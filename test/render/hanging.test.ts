import stringWidth from 'fast-string-width';
import { expect, it } from 'vitest';
import { hanging, wrappedLine } from '../../src/render/hanging.ts';

it('wraps at words, behind the indent of the text', () => {
  expect(hanging('14:18  gh-42  ', 'one two three four five', { width: 32, indent: 14 })).toEqual([
    '14:18  gh-42  one two three four',
    '              five',
  ]);
  expect(hanging('head  ', 'one two', { width: null, indent: 6 })).toEqual(['head  one two']);
});

it('keeps to the width where the indent leaves no room, and with words longer than it', () => {
  const lines = [
    ...hanging('a-long-head-of-a-line  ', 'x'.repeat(50), { width: 20, indent: 23 }),
    ...wrappedLine('y'.repeat(50), 20),
  ];
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(20);
  expect(lines.join('').replaceAll(' ', '')).toBe(`a-long-head-of-a-line${'x'.repeat(50)}${'y'.repeat(50)}`);
});
