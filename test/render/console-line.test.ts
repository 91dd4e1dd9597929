import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderConsoleLine } from '../../src/render/console-line.ts';
import { hostileText } from './hostile-text.ts';

const atMs = Date.UTC(2026, 10, 20, 13, 18, 2);
const local = { kind: 'local', utcOffsetMs: 3_600_000 } as const;

describe('renderConsoleLine', () => {
  it.each([
    ['gh-42', 'running', 'attempt 1 of 3', '14:18:02  gh-42  running    attempt 1 of 3'],
    ['gh-42', 'completed', 'PR #57', '14:18:02  gh-42  completed  PR #57'],
    ['gh-4', 'failed', 'x', '14:18:02  gh-4   failed     x'],
    ['gh-1234', 'completed', 'x', '14:18:02  gh-1234  completed  x'],
    ['github', '', '312 of 5000 requests left', '14:18:02  github            312 of 5000 requests left'],
    ['gh-42', 'running', '', '14:18:02  gh-42  running'],
  ])('%s %s %s', (subject, word, text, line) => {
    expect(renderConsoleLine({ atMs, subject, word, text }, local)).toBe(line);
  });

  it('wraps at words on a terminal, behind the indent of its text', () => {
    const line = {
      atMs,
      subject: 'gh-42',
      word: 'failed',
      text: 'the budget of the task is spent: budget.perTask',
    };
    expect(renderConsoleLine(line, { ...local, width: 50 }).split('\n')).toEqual([
      '14:18:02  gh-42  failed     the budget of the task',
      '                            is spent:',
      '                            budget.perTask',
    ]);
  });

  it('has ISO time for files', () => {
    const line = renderConsoleLine({ atMs, subject: 'gh-42', word: 'failed', text: 'x' }, { kind: 'iso' });
    expect(line).toBe('2026-11-20T13:18:02.000Z  gh-42  failed     x');
  });

  it('is one line without control or invisible characters, whatever a title says', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, word) => {
        const line = renderConsoleLine({ atMs, subject: 'gh-42', word, text }, local);
        expect(line).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Default_Ignorable_Code_Point}|\u2028|\u2029/u);
        expect(line.startsWith('14:18:02  gh-42')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
