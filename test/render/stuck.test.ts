import { expect, it } from 'vitest';
import type { Stuck } from '../../src/model/stuck.ts';
import { renderStuck, stuckJsonOf } from '../../src/render/stuck.ts';
import { atMs } from './tasks.ts';

const findings: readonly Stuck[] = [
  {
    kind: 'late',
    issue: 42,
    text: 'stopping\u001b[2J for long',
    sinceMs: atMs - 60_000,
    fix: 'coordinator kill 42',
  },
  { kind: 'zombie', issue: null, text: 'pid 5', sinceMs: null, fix: 'Look.' },
];

it('is a line per finding, and what to do', () => {
  expect(renderStuck(findings, { nowMs: atMs, width: null })).toBe(
    `gh-42     late      stopping for long (since 1m)
                    -> coordinator kill 42
-         zombie    pid 5
                    -> Look.`,
  );
  expect(renderStuck([], { nowMs: atMs, width: null })).toBe('nothing is stuck');
  expect(stuckJsonOf(findings, atMs).stuck).toMatchObject([
    { key: 'gh-42', kind: 'late', since: '2026-11-20T14:17:02.000Z' },
    { key: null, issue: null, since: null },
  ]);
});
