import { expect, test } from 'vitest';
import type { Feedback } from '../../src/model/follow-up.ts';
import { promptFollowUpOf } from '../../src/render/follow-up.ts';

const one = (given: Partial<Feedback> = {}): Feedback => ({
  kind: 'check',
  key: 'k',
  title: 'check build failed',
  text: '',
  jobId: 1,
  saidAtMs: null,
  ...given,
});

const told = (feedback: readonly Feedback[], logs: readonly (readonly [string, string])[] = []) =>
  promptFollowUpOf({
    followUp: { pull: 7, rounds: 2, answered: [], told: feedback, unmoved: [], headSha: 'a', left: null },
    url: 'https://github.com/acme/api/pull/7',
    limit: 3,
    logs: new Map(logs),
    secrets: ['hunter2-secret'],
  });

test('nothing is told while no follow-up is under way', () => {
  expect(told([])).toBeNull();
});

test('a log keeps its end, a text its beginning; both are masked before they are cut', () => {
  const lines = Array.from({ length: 4000 }, (_, index) => `line ${index} of hunter2-secret`).join('\n');
  const [check, review] =
    told([one(), one({ key: 'r', text: `hunter2-secret ${'x'.repeat(20_000)}` })], [['k', lines]])
      ?.feedback ?? [];
  expect(check?.log.length).toBeLessThanOrEqual(16_002);
  expect(check?.log).toMatch(/^…\nline \d+ of \*{3}\n/);
  expect(check?.log).toMatch(/line 3999 of \*{3}$/);
  expect(review?.text).toMatch(/^\*{3} x+…$/);
  expect(review?.text.length).toBe(16_000);
});

test('however much came back, a prompt stays small enough for one argument of a command', () => {
  const many = Array.from({ length: 20 }, (_, index) => one({ key: `k${index}`, text: 'x'.repeat(8000) }));
  const logs = many.map(({ key }) => [key, 'y\n'.repeat(30_000)] as const);
  const all = told(many, logs)?.feedback ?? [];
  expect(all.reduce((sum, { text, log }) => sum + text.length + log.length, 0)).toBeLessThan(110_000);
});
