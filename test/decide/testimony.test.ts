import { describe, expect, it } from 'vitest';
import { failureOf, standingOf, testimonyOf } from '../../src/decide/testimony.ts';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { AttemptEnd, FailureClass } from '../../src/model/attempt.ts';
import { countsAsTry } from '../../src/model/tries.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anEndedAttempt, aStop, aTaskWith, at, exitOf } from '../support/remembered.ts';
import { type GivenWorld, someWork, stepsOf } from '../support/snapshots.ts';

const failed = (reason: string, given: Partial<AgentAccount> = {}): AgentAccount =>
  anAccount({ status: 'failed', reason, cost: null, ...given });
const exited = (code: number, durationMs = 60_000): AttemptEnd => ({
  kind: 'exited',
  exit: { ...exitOf(code), durationMs },
});
const attemptOf = (account: AgentAccount | null, end: AttemptEnd) => anEndedAttempt({ account, end });

describe('the log decides, the exit code comes last', () => {
  it.each([
    ['success, exit 0', anAccount(), 0, 'well'],
    ['success, exit 143: it lingered', anAccount(), 143, 'well'],
    ['an API error, exit 0', failed('overloaded'), 0, 'ill'],
    ['no result, exit 0', failed('no_result'), 0, 'mute'],
    ['crashed', failed('crashed'), 1, 'ill'],
    ['no word of its own, exit 0', anAccount({ status: null, reason: null }), 0, 'well'],
    ['no word of its own, exit 1', anAccount({ status: null, reason: null }), 1, 'ill'],
    ['no log, exit 0', null, 0, 'well'],
    ['no log, exit 1', null, 1, 'ill'],
  ] as const)('%s', (_, account, code, standing) => {
    const end = exited(code);
    expect(standingOf(attemptOf(account, end), end)).toBe(standing);
  });
});

describe('why it failed', () => {
  const cases: readonly (readonly [AgentAccount | null, AttemptEnd, FailureClass, boolean, string])[] = [
    [
      failed('rate_limit', { lastError: '429 slow down' }),
      exited(1),
      'provider',
      false,
      'the provider limits its rate: 429 slow down',
    ],
    [failed('network'), exited(0), 'provider', false, 'the provider cannot be reached'],
    [
      failed('auth', {
        toolCallCount: 0,
        lastError: 'Invalid API key',
        advice: 'Run claude and type /login',
      }),
      exited(1, 900),
      'instant',
      true,
      'the agent is not logged in, or may not: Invalid API key, within seconds of its start (instant failure). Run claude and type /login',
    ],
    [failed('auth'), exited(1, 175_000), 'agent', true, 'the agent is not logged in, or may not'],
    [null, exited(127, 20), 'instant', true, 'exited 127, within seconds of its start (instant failure)'],
    [null, exited(1), 'error', true, 'exited 1'],
    [failed('crashed'), exited(1), 'error', true, 'exited 1'],
    [failed('max_turns'), exited(53), 'agent', true, 'it used up its turns'],
    [null, exited(137), 'killed', true, 'killed (signal 9), not by the coordinator'],
    [
      null,
      { kind: 'lost', why: 'the machine was restarted' },
      'killed',
      true,
      'exit unknown: the machine was restarted',
    ],
    [null, { kind: 'never-started', why: 'called off' }, 'never-started', false, 'called off'],
  ];
  it.each(cases)('%j %j', (account, end, kind, counts, reason) => {
    expect(failureOf(attemptOf(account, end), end)).toEqual({ class: kind, counts, reason });
  });

  it('a session that could not be continued costs no attempt and no time; a missing login is one all the same', () => {
    const end = exited(1, 900);
    const lost = anEndedAttempt({ end, resumes: 'abc', round: 1 });
    expect(failureOf(lost, end)).toEqual({
      class: 'session',
      counts: false,
      reason: 'its session could not be continued (exited 1), the next start is a new one',
    });
    const account = failed('auth', { toolCallCount: 0 });
    expect(failureOf({ ...lost, account }, end).class).toBe('instant');
    const slow = exited(1, 60_000);
    expect(failureOf({ ...lost, end: slow }, slow).class).toBe('error');
    const silent = failed('failed_to_start', { toolCallCount: 0 });
    expect(failureOf({ ...lost, end: slow, account: silent }, slow)).toMatchObject({
      class: 'session',
      counts: false,
    });
    expect(failureOf({ ...lost, end: slow, account: silent, resumes: null }, slow).class).toBe('error');
  });

  it('a stop of ours is its own class', () => {
    const end = exited(143);
    const attempt = anEndedAttempt({ end, stop: aStop('stalled') });
    expect(failureOf(attempt, end).class).toBe('stalled');
  });
});

it('all that speaks is told', () => {
  const attempt = attemptOf(anAccount({ toolDenialCount: 2, phase: 'research' }), exited(0));
  const work = {
    commitCount: 1,
    dirtyCount: 0,
    secretCount: 0,
    headSha: 'a',
    markedDoneIn: 'trailer',
    phase: 'plan',
  } as const;
  expect(testimonyOf(attempt, work).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'agent: the agent says that it succeeded, 2 tool call(s) denied',
    'mark: a commit says Coordinator-Status: complete',
    'phase: plan done',
  ]);
  expect(testimonyOf(attempt, null).at(-1)?.text).toBe('research done');
  expect(testimonyOf(attemptOf(null, exited(0)), null)).toEqual([]);
});

describe('what becomes of the task', () => {
  const judge = (account: AgentAccount, code: number, work: Parameters<typeof someWork>[0]) => {
    const task = aTaskWith(anEndedAttempt({ account, code }));
    const worktrees: GivenWorld['worktrees'] = { 7: { work: someWork({ headSha: 'c0ffee', ...work }) } };
    return stepsOf({ tasks: [task], worktrees }, settingsOf())[0];
  };
  it('work of an agent that says it failed is not proposed, whatever its exit code', () => {
    expect(judge(failed('overloaded'), 0, { commitCount: 2 })).toMatchObject({
      kind: 'record-change',
      change: { to: 'queued' },
    });
  });
  it('work of one that says it succeeded is, whatever its exit code', () => {
    expect(judge(anAccount(), 143, { commitCount: 2 })).toMatchObject({ kind: 'push-branch' });
  });
  it('a mark speaks for one that ended without a word', () => {
    expect(judge(failed('no_result'), 0, { commitCount: 1 })).toMatchObject({ change: { to: 'queued' } });
    expect(judge(failed('no_result'), 0, { commitCount: 1, markedDoneIn: 'file' })).toMatchObject({
      kind: 'push-branch',
    });
  });
  it('a provider’s limit costs no attempt, and is waited for', () => {
    const limit = { class: 'quota', untilMs: at(7200).atMs, message: 'until 16:00' } as const;
    expect(judge(failed('quota', { limit }), 1, {})).toMatchObject({
      change: { to: 'queued', reason: expect.stringContaining('(0 of 3 attempts used)') },
      patch: { notBefore: { waitMs: 7_200_000 } },
      attempt: { patch: { failure: 'provider' } },
    });
  });
});

it.each([
  ['is known', anAccount(), false],
  ['is known in tokens only', anAccount({ cost: null }), false],
  ['is not known', anAccount({ cost: null, tokens: null }), true],
  ['nobody has read', null, true],
])('one that is stopped for money and whose spending %s', (_, account, counts) => {
  expect(countsAsTry(anEndedAttempt({ stop: aStop('budget'), account }))).toBe(counts);
});
