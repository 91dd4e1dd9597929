import { expect, it } from 'vitest';
import { type Change, historyJsonOf, renderHistory } from '../../src/render/history.ts';
import { atMs, attemptOf, taskOf } from './tasks.ts';

const paint = (_style: string, text: string): string => text;

const changes: readonly Change[] = [
  {
    from: null,
    to: 'queued',
    reason: 'labelled by ann (permission: write)',
    evidence: [{ kind: 'label', atMs: atMs - 60_000, text: 'labelled by ann (permission: write)' }],
    at: { atMs },
  },
  {
    from: 'queued',
    to: 'failed',
    reason: '`x` exited 1\u001b[31m',
    evidence: [{ kind: 'exit', atMs, text: 'exited 1' }],
    at: { atMs: atMs + 5000 },
  },
];

const instant = { atMs: atMs + 90_000, uptimeMs: 91_000, boot: 'boot' };
const task = taskOf(42, {
  title: 'Fix\nit',
  attempts: [
    attemptOf({
      phase: 'ended',
      endedAt: instant,
      end: { kind: 'exited', exit: { code: 1, why: 'term', durationMs: null } },
      result: 'exited 1',
      savedRef: 'refs/coordinator/saved/gh-42/1',
    }),
  ],
});

it('tells each change with what it rests on, then the attempts', () => {
  expect(renderHistory({ task, changes, paint, width: null })).toBe(
    `gh-42 Fix it
https://github.com/acme/api/issues/42 · branch rpi/gh-42 · times in UTC
2026-11-20 14:18:02  queued      labelled by ann (permission: write)
2026-11-20 14:18:07  failed      \`x\` exited 1
                     exit at 2026-11-20 14:18:02: exited 1

attempts
2026-11-20 14:18:02  attempt 1   w-3fa2c1 claude, took 1m 30s: exited 1 on request
                     log /r/logs/gh-42.jsonl
                     work saved as refs/coordinator/saved/gh-42/1`,
  );
});

it('says that the beginning is forgotten, and that no attempt was made', () => {
  const text = renderHistory({ task: taskOf(42), changes: changes.slice(1), paint, width: null });
  expect(text).toContain('not in the journal any more');
  expect(text).toContain('no attempt was made');
});

it('is the same as JSON, nothing left out', () => {
  const json = historyJsonOf({ task, changes });
  expect(json.changes).toEqual([
    {
      at: '2026-11-20T14:18:02.000Z',
      from: null,
      to: 'queued',
      reason: 'labelled by ann (permission: write)',
      evidence: [
        { kind: 'label', at: '2026-11-20T14:17:02.000Z', text: 'labelled by ann (permission: write)' },
      ],
    },
    expect.objectContaining({ from: 'queued', to: 'failed' }),
  ]);
  expect(json.attempts).toMatchObject([
    { number: 1, worker: 'w-3fa2c1', end: 'exited 1 on request', result: 'exited 1' },
  ]);
});

it('says a reason once, and wraps at words behind the indent of its text', () => {
  const stop = { cause: 'budget', reason: 'budget: it is spent', at: instant, sentAt: null } as const;
  const [first] = task.attempts;
  if (first === undefined) throw new Error('no attempt');
  const stopped = { ...first, stop, result: stop.reason };
  const lines = renderHistory({
    ...{ task: { ...task, attempts: [stopped] }, changes, paint, width: 60 },
  }).split('\n');
  const from = lines.indexOf('attempts');
  expect(lines.slice(from + 1, from + 5)).toEqual([
    '2026-11-20 14:18:02  attempt 1   w-3fa2c1 claude, took 1m',
    '                                 30s: budget: it is spent;',
    '                                 exited 1 on request',
    '                     log /r/logs/gh-42.jsonl',
  ]);
});
