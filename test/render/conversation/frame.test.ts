import { describe, expect, it } from 'vitest';
import type { AgentAccount } from '../../../src/model/agent-account.ts';
import type { Attempt } from '../../../src/model/attempt.ts';
import { closingLines, headerLines } from '../../../src/render/conversation/frame.ts';
import { attemptOf, taskOf } from '../tasks.ts';
import { pageWith, startMs } from './pages.ts';

const account: AgentAccount = {
  status: 'succeeded',
  reason: 'completed',
  tokens: { input: 3600, cacheRead: 9000, cacheWrite: 0, output: 1240, reasoning: 40 },
  isTokensExact: true,
  cost: { amountUsd: 0.024, source: 'agent' },
  sessionId: 's-1',
  model: 'model-5',
  lastText: 'Done.',
  lastError: null,
  advice: null,
  limit: null,
  toolCallCount: 12,
  toolFailureCount: 2,
  toolDenialCount: 0,
  turnCount: 1,
  phase: 'implement',
};

const at = (atMs: number) => ({ atMs, uptimeMs: 1, boot: 'boot' });

const ended = (part: Partial<Attempt> = {}): Attempt =>
  attemptOf({
    phase: 'ended',
    startedAt: at(startMs),
    endedAt: at(startMs + 878_000),
    end: { kind: 'exited', exit: { code: 0, why: 'self', durationMs: 878_000 } },
    result: 'PR #57',
    ...part,
  });

const closing = (attempt: Attempt, part: Partial<AgentAccount> = {}, more: object = {}): readonly string[] =>
  closingLines(
    {
      task: taskOf(42, { attempts: [attempt] }),
      attempt,
      account: { ...account, ...part },
      isText: false,
      lastOutputAtMs: startMs + 60_000,
      complaints: ['npm warn old'],
      ...more,
    },
    pageWith({ width: 80 }),
  );

describe('the end of a conversation', () => {
  it('of a success', () => {
    expect(closing(ended())).toEqual([
      'Outcome  ✓ PR #57 · exit 0 · took 14m 38s',
      'Phase    implement done',
      'Agent    says it is done · model-5 · 1 turn · 12 tool calls (2 failed)',
      'Tokens   3,600 in · 9,000 cache read · 1,240 out (40 of them thinking)',
      'Cost     $0.024',
      'Session  s-1',
    ]);
  });

  it('of a failure: standard error, the error and what to do about it', () => {
    const attempt = ended({
      failure: 'instant',
      result: 'exited 1',
      end: { kind: 'exited', exit: { code: 1, why: 'self', durationMs: 2000 } },
    });
    const told = {
      status: 'failed',
      reason: 'auth',
      lastError: 'not logged in',
      advice: 'Run it and type /login',
    } as const;
    expect(closing(attempt, { ...told, tokens: null, cost: null, phase: null }).slice(0, 8)).toEqual([
      'Standard error, its end:',
      '    npm warn old',
      '',
      'Outcome  ✗ exited 1 · took 14m 38s',
      'Error    not logged in',
      'Fix      Run it and type /login',
      'Agent    failed: auth · model-5 · 1 turn · 12 tool calls (2 failed)',
      'Tokens   unknown',
    ]);
  });

  it('says that there were more tokens, and that a cost is an estimate', () => {
    const lines = closing(ended(), { isTokensExact: false, cost: { amountUsd: 12.5, source: 'estimate' } });
    expect(lines).toContain('Tokens   ≥ 3,600 in · 9,000 cache read · 1,240 out (40 of them thinking)');
    expect(lines).toContain('Cost     $12.50 (estimated from list prices)');
  });

  it('of what is not over, and of plain text', () => {
    const running = closing(attemptOf({ startedAt: at(startMs) }), { status: 'unfinished', reason: null });
    expect(running[0]).toBe('Outcome  ● not over yet · last output 2026-11-20 14:19:02');
    const text = closing(ended(), { phase: null, sessionId: null }, { isText: true });
    expect(text).toEqual([
      'Outcome  ✓ PR #57 · exit 0 · took 14m 38s',
      'Tokens   unknown: the log is plain text',
    ]);
  });

  it('of a stop', () => {
    const stop = { cause: 'stop', reason: 'STOP file', at: at(startMs), sentAt: null } as const;
    expect(closing(ended({ stop, result: 'stopped: STOP file' }))[0]).toMatch(
      /^Outcome {2}■ stopped: STOP file · exit 0/,
    );
  });
});

it('the head of a conversation says whose it is', () => {
  const attempt = attemptOf({ startedAt: at(startMs) });
  const task = taskOf(42, { title: 'Fix \u001b[31mthe login', attempts: [attempt] });
  expect(headerLines({ task, attempt }, pageWith())).toEqual([
    'gh-42  Fix the login',
    'attempt 1 of 1 · claude · started 2026-11-20 14:18:02 · branch rpi/gh-42',
  ]);
});
