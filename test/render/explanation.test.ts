import { expect, it } from 'vitest';
import type { Explanation } from '../../src/model/explanation.ts';
import { explanationJsonOf, renderExplanation } from '../../src/render/explanation.ts';
import { atMs } from './tasks.ts';

const paint = (_style: string, text: string): string => text;

const explanation: Explanation = {
  issue: 42,
  title: 'Fix \u001b[31mit',
  url: 'https://github.com/acme/api/issues/42',
  state: 'queued',
  sinceMs: atMs - 90_000,
  answer: 'gh-42 is queued: paused',
  conditions: [
    { name: 'issue', verdict: 'met', seen: 'open', atMs: atMs - 1000, fix: null },
    { name: 'pause', verdict: 'holds', seen: 'paused', atMs: atMs - 600_000, fix: 'coordinator resume' },
    { name: 'comments', verdict: 'unknown', seen: 'no\nnetwork', atMs: null, fix: null },
  ],
};
const frame = { nowMs: atMs, askedAtMs: atMs - 1000, notAskedBecause: null };

it('is the answer, then each condition with its age and what to do', () => {
  expect(renderExplanation(explanation, { ...frame, paint, width: null })).toBe(
    `gh-42 is queued: paused
Fix it · https://github.com/acme/api/issues/42 · queued for 1m 30s
ok       issue     open
holds    pause     paused (10m ago)
                   -> coordinator resume
unknown  comments  no network
memory and machine as of 14:18:02 UTC; GitHub asked at 14:18:01 UTC`,
  );
});

it('says why GitHub was not asked', () => {
  const silent = { ...frame, askedAtMs: null, notAskedBecause: 'there is no token' };
  expect(renderExplanation(explanation, { ...silent, paint, width: null })).toMatch(
    /GitHub was not asked: there is no token$/,
  );
  expect(explanationJsonOf(explanation, silent)).toMatchObject({
    key: 'gh-42',
    since: '2026-11-20T14:16:32.000Z',
    conditions: [{ at: '2026-11-20T14:18:01.000Z' }, { fix: 'coordinator resume' }, { at: null }],
    github: { askedAt: null, notAskedBecause: 'there is no token' },
  });
});
