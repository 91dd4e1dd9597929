import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { Tokens } from '../../src/model/agent-event.ts';
import { TransientError } from '../../src/model/failures.ts';
import { type SessionRequest, withSessionFigures } from '../../src/observe/session-figures.ts';
import { anAccount } from '../support/remembered.ts';

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/agent-sessions', `${name}.jsonl`), 'utf8');

/** Files by absolute path. */
const diskWith = (texts: Readonly<Record<string, string>>) => {
  const listNames = (path: string): readonly string[] => [
    ...new Set(
      Object.keys(texts).flatMap((name) =>
        name.startsWith(`${path}/`) ? (name.slice(path.length + 1).split('/')[0] ?? []) : [],
      ),
    ),
  ];
  const readPiece = (path: string, offset: number, maxBytes: number): Uint8Array =>
    Buffer.from(texts[path] ?? '').subarray(offset, offset + maxBytes);
  return { files: { listNames, readPiece } } as unknown as Parameters<typeof withSessionFigures>[1];
};

const tokens = (input: number, output: number, cacheRead = 0, cacheWrite = 0): Tokens => ({
  input,
  output,
  cacheRead,
  cacheWrite,
  reasoning: 0,
});
/** A run that was stopped, and whose log told too little. */
const stopped = (given: Partial<AgentAccount> = {}): AgentAccount =>
  anAccount({
    status: 'stopped',
    reason: 'stop',
    tokens: null,
    isTokensExact: false,
    cost: null,
    sessionId: 's-1',
    ...given,
  });
const request = (format: string, given: Partial<SessionRequest> = {}): SessionRequest => ({
  account: stopped(),
  format,
  variables: { HOME: '/home/ada' },
  earlier: null,
  sinceMs: 0,
  ...given,
});

const claudePath = '/home/ada/.claude/projects/-home-dev-repo-trees-gh-1/s-1.jsonl';
const codexPath = '/home/ada/.codex/sessions/2026/11/21/rollout-2026-11-21T01-22-08-s-1.jsonl';

describe('a run whose log told too little has the tokens of its session file', () => {
  it.each([
    ['claude', claudePath, 'claude-sigterm.transcript', tokens(1000, 50), 0.005],
    ['claude', claudePath, 'claude-success.transcript', tokens(3600, 240, 9000, 600), 0.024],
    ['claude', claudePath, 'claude-subagent.transcript', tokens(4000, 200), 0.02],
    ['codex', codexPath, 'codex-sigterm.rollout', tokens(1000, 50), null],
    [
      'copilot',
      '/home/ada/.copilot/session-state/s-1/events.jsonl',
      'copilot-success.events',
      tokens(3600, 240, 9000),
      null,
    ],
    [
      'pi',
      '/home/ada/.pi/agent/sessions/--home-dev--/2026-11-21T01-25-36_s-1.jsonl',
      'pi-sigterm.session',
      tokens(1000, 50),
      0.00375,
    ],
  ])('%s: %s', (format, path, name, told, costUsd) => {
    const account = withSessionFigures(request(format), diskWith({ [path]: fixture(name) }));
    expect(account).toMatchObject({ tokens: told, isTokensExact: false });
    expect(account.cost?.amountUsd ?? null).toBe(costUsd);
  });

  it('also where it was killed in the middle of a line, without the sum at the end', () => {
    const text = fixture('claude-success.transcript');
    const cut = text.slice(0, text.lastIndexOf('"type":"cost-state"'));
    const account = withSessionFigures(request('claude'), diskWith({ [claudePath]: cut }));
    expect(account.tokens).toEqual(tokens(3600, 240, 9000, 600));
  });

  it('of this run alone, where it continues a session', () => {
    const claude = request('claude', {
      earlier: { tokens: tokens(3600, 240, 9000, 600), costUsd: 0.024 },
      sinceMs: Date.parse('2026-11-21T01:19:42Z'),
    });
    const account = withSessionFigures(
      claude,
      diskWith({ [claudePath]: fixture('claude-resume.transcript') }),
    );
    expect(account.tokens).toEqual(tokens(1200, 80, 3000, 200));
    expect(account.cost?.amountUsd).toBeCloseTo(0.008, 6);
    const codex = request('codex', { sinceMs: Date.parse('2026-11-21T01:22:31Z') });
    const told = withSessionFigures(codex, diskWith({ [codexPath]: fixture('codex-resume.rollout') }));
    expect(told.tokens).toEqual(tokens(1200, 80, 3000));
  });

  it('and they are exact where it came to its end', () => {
    const account = stopped({ status: 'succeeded', reason: 'completed' });
    const path = '/home/ada/.copilot/session-state/s-1/events.jsonl';
    const disk = diskWith({ [path]: fixture('copilot-success.events') });
    expect(withSessionFigures(request('copilot', { account }), disk).isTokensExact).toBe(true);
  });

  it('from where the worker’s environment says that they are', () => {
    const path = '/elsewhere/sessions/2026/11/21/rollout-s-1.jsonl';
    const variables = { HOME: '/home/ada', CODEX_HOME: '/elsewhere' };
    const disk = diskWith({ [path]: fixture('codex-sigterm.rollout') });
    expect(withSessionFigures(request('codex', { variables }), disk).tokens).toEqual(tokens(1000, 50));
  });
});

describe('the word of the log stays', () => {
  const disk = diskWith({ [claudePath]: fixture('claude-sigterm.transcript') });

  it.each([
    ['it is exact', { isTokensExact: true }],
    ['it tells more', { tokens: tokens(9000, 9) }],
    ['there is no session', { sessionId: null }],
    ['its session has another file', { sessionId: 's-2' }],
    ['its session is a path', { sessionId: '../projects/x/s-1' }],
  ] as const)('where %s', (_, given) => {
    const account = stopped(given);
    expect(withSessionFigures(request('claude', { account }), disk)).toBe(account);
  });

  it('where the file cannot be read', () => {
    const listNames = (): never => {
      throw new TransientError('no permission');
    };
    const doors = { files: { listNames } } as unknown as Parameters<typeof withSessionFigures>[1];
    const account = stopped();
    expect(withSessionFigures(request('claude', { account }), doors)).toBe(account);
  });
});
