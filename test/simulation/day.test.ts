import { expect, test } from 'vitest';
import { dayOf } from './day.ts';
import { explain, play } from './history.ts';

/** More of them: `node test/simulation/run-simulation.ts --hours 24 --seed 7`. */
test('24 hours of people, workers and mishaps: every task ends, and no rule is broken', {
  timeout: 240_000,
}, async () => {
  const day = dayOf(3, 24);
  const verdict = await play(day);
  expect(explain(verdict, day)).toBe('');
  const countOf = (pattern: RegExp): number => verdict.lines.filter((line) => pattern.test(line)).length;
  expect(countOf(/ executes /)).toBeGreaterThan(15);
  expect(countOf(/a daemon starts/)).toBeGreaterThan(5);
  expect(countOf(/-> completed/)).toBeGreaterThan(0);
});
