import { expect, test } from 'vitest';
import type { LogSeen } from '../../src/model/agent-account.ts';
import type { Attempt, RunSeen } from '../../src/model/attempt.ts';
import { TransientError } from '../../src/model/failures.ts';
import type { Seen } from '../../src/model/seen.ts';
import type { BudgetSettings } from '../../src/model/settings.ts';
import { createLogReader } from '../../src/observe/agent-logs.ts';
import type { World } from '../../src/world/world.ts';
import { bytesOf, captures } from '../agents/captures.ts';
import { noBudget } from '../support/no-budget.ts';
import { exitOf } from '../support/remembered.ts';
import { createHandClock, memoryOf } from './fakes.ts';

const run = '3fa2c1d0-aaaa';
const mib = 2 ** 20;
const listPrices = { input: 1e-6, cacheRead: 1e-7, cacheWrite: 2e-6, output: 1e-5 };

const watching = (given: Partial<Attempt> = {}) => {
  const clock = createHandClock();
  let log: Uint8Array | Error = new Uint8Array();
  let readCount = 0;
  const readPiece = (_: string, offset: number, maxBytes: number): Uint8Array => {
    readCount += 1;
    if (log instanceof Error) throw log;
    return log.subarray(offset, offset + maxBytes);
  };
  const askedFor: string[] = [];
  const prices = {
    readPrices: (model: string) => {
      askedFor.push(model);
      return model === 'claude-opus-5-5' ? listPrices : null;
    },
  };
  const read = createLogReader({ clock, files: { readPiece }, prices } as unknown as World);
  const memory = memoryOf(clock, { run, agent: 'claude', logPath: '/log', ...given });
  let budget = noBudget;
  const lookAt = (seen: RunSeen): Seen<LogSeen> | undefined => {
    clock.pass(1000);
    return read({ memory, runs: new Map([[run, seen]]), agents: {}, workerEnv: [], budget }).get(run);
  };
  return {
    clock,
    askedFor,
    limit: (given: Partial<BudgetSettings>) => {
      budget = { ...noBudget, ...given };
    },
    readCount: () => readCount,
    unreadable: (why: string) => {
      log = new TransientError(why);
    },
    /** The log is this, and its worker lives; `atMs` is when it wrote last. */
    live: (bytes: Uint8Array | string, atMs: number) => {
      log = Buffer.from(bytes);
      return knownOf(lookAt({ kind: 'live', workerPid: 1, lastOutputAtMs: atMs }));
    },
    /** The log is this, and its worker has ended. */
    ended: (bytes: Uint8Array | string, code = 0) => {
      log = Buffer.from(bytes);
      return knownOf(lookAt({ kind: 'ended', exit: exitOf(code) }));
    },
    lookAt,
  };
};

const knownOf = (seen: Seen<LogSeen> | undefined): LogSeen => {
  if (seen?.kind !== 'known') throw new Error(`not known: ${JSON.stringify(seen)}`);
  return seen.value;
};

test.each(['claude-success', 'claude-error-auth', 'claude-max-turns', 'claude-background-task-never-ends'])(
  '%s: what it amounts to is final with the end of the process',
  (name) => {
    const bytes = bytesOf(name);
    const { live, ended } = watching();
    expect(live(bytes, 1)).toMatchObject({ isWhole: true, isFinal: false });
    const { expect: wanted, exitCode } = captures[name] ?? expect.fail();
    expect(ended(bytes, exitCode ?? 0)).toMatchObject({
      isFinal: true,
      account: { status: wanted.status, reason: wanted.reason, sessionId: wanted.sessionId },
    });
  },
);

test('a log is read once, and only when its worker wrote', () => {
  const { live, readCount } = watching();
  live('{"type":"system","subtype":"init","session_id":"s-1"}\n', 1);
  const before = readCount();
  expect(live('ignored', 1).account.sessionId).toBe('s-1');
  expect(readCount()).toBe(before);
});

test('a long log is read over several looks, and no word is final before its end', () => {
  const line = `${JSON.stringify({ type: 'system', filler: 'x'.repeat(1000) })}\n`;
  const { ended } = watching();
  const bytes = Buffer.from(line.repeat(Math.ceil((9 * mib) / line.length)));
  expect(ended(bytes)).toMatchObject({ isWhole: false, isFinal: false });
  expect(ended(bytes)).toMatchObject({ isWhole: true, isFinal: true });
});

test('time without progress goes by what the agent does, not by what it complains of', () => {
  const { live, clock } = watching();
  const start = '{"type":"system","subtype":"init","session_id":"s-1"}\n';
  const retry =
    '{"type":"system","subtype":"api_retry","attempt":4,"max_retries":10,"retry_delay_ms":1000,"error_status":529,"error":"overloaded"}\n';
  live(start, 1);
  clock.pass(30_000);
  const seen = live(start + retry, 2);
  expect(seen.idleForMs).toBe(31_000);
  expect(seen.complaint).toMatch(/^retry 4 of 10: 529/);
  expect(seen.complaintClass).toBe('overloaded');
  const talk = '{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"on it"}]}}\n';
  expect(live(start + retry + talk, 3)).toMatchObject({
    idleForMs: 0,
    complaint: null,
    complaintClass: null,
  });
  const timed =
    '{"type":"user","timestamp":"2026-11-20T14:00:00.000Z","message":{"content":[{"type":"tool_result","tool_use_id":"t","content":"ok"}]}}\n';
  expect(live(start + retry + talk + timed + retry, 4).progressAtMs).toBe(Date.parse('2026-11-20T14:00Z'));
});

test('a result with nothing after it is told with its age; a new turn takes that back', () => {
  const { live, clock } = watching();
  const result = '{"type":"result","subtype":"success","is_error":false,"result":"done","num_turns":1}\n';
  live(result, 1);
  clock.pass(9_000);
  expect(live(result, 1).resultForMs).toBe(10_000);
  const talk = '{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"more"}]}}\n';
  expect(live(result + talk, 2).resultForMs).toBeNull();
});

test('an agent that stays after its result lingers, unless it waits for a command of its own', () => {
  const lines = bytesOf('claude-background-task-never-ends').toString().split('\n');
  const result = lines.findIndex((line) => line.includes('"type":"result"'));
  const [waiting, idle] = [lines.slice(0, result + 1).join('\n'), lines.join('\n')];
  const lingersAfter = (log: string, ms: number): boolean | undefined => {
    const { live, clock } = watching();
    live(`${log}\n`, 1);
    clock.pass(ms);
    return live(`${log}\n`, 1).isLingering;
  };
  expect(lingersAfter(waiting, 50_000)).toBeUndefined();
  expect(lingersAfter(idle, 50_000)).toBe(true);
  expect(lingersAfter(idle, 5_000)).toBeUndefined();
});

test('plain text tells of phases, and has no word of its own', () => {
  const { live, ended } = watching({ agent: 'mine' });
  expect(live('COORDINATOR_PHASE: research done\n', 1)).toMatchObject({ idleForMs: null });
  expect(ended('COORDINATOR_PHASE: research done\nCOORDINATOR_PHASE: plan done\n')).toMatchObject({
    account: { phase: 'plan', status: null, tokens: null, cost: null },
  });
});

test('lines that are not of the format are nobody’s word, unless the process failed', () => {
  expect(watching().ended('just text\n').account.status).toBeNull();
  expect(watching().ended('no such option\n', 2).account).toMatchObject({
    status: 'failed',
    reason: 'crashed',
  });
  expect(watching().ended('', 1).account).toMatchObject({ status: 'failed', reason: 'failed_to_start' });
});

test('a log that cannot be read is unknown, and is read when it can be', () => {
  const { unreadable, ended, lookAt } = watching();
  unreadable('no permission');
  expect(lookAt({ kind: 'ended', exit: exitOf(0) })).toMatchObject({ kind: 'unknown', why: 'no permission' });
  expect(ended('').isFinal).toBe(true);
});

const request = (id: string, model = 'claude-opus-5-5') => {
  const usage = {
    input_tokens: 100,
    cache_read_input_tokens: 1_000_000,
    cache_creation_input_tokens: 1000,
    output_tokens: 1,
  };
  const init = { type: 'system', subtype: 'init', session_id: 's-1', model };
  const message = { type: 'assistant', message: { id, role: 'assistant', content: [], usage } };
  return `${JSON.stringify(init)}\n${JSON.stringify(message)}\n`;
};

test('what a live worker costs is only asked for where dollars are limited', () => {
  const { live, askedFor, limit } = watching();
  expect(live(request('m-1'), 1).account.cost).toBeNull();
  limit({ perTask: { unit: 'tokens', amount: 1 } });
  expect(live(request('m-1'), 1).account.cost).toBeNull();
  expect(askedFor).toEqual([]);
  limit({ perDay: { unit: 'usd', amount: 1 } });
  // 100 and 1 tokens and 1,000 written to the cache; a million read from it, at a tenth of the price.
  expect(live(request('m-1'), 1).account.cost).toEqual({
    amountUsd: expect.closeTo(0.0001 + 0.1 + 0.002 + 0.00001, 9),
    source: 'estimate',
  });
});

test('a worker that told no cost has that of its tokens; an unknown model has none', () => {
  const known = watching();
  known.live(request('m-1'), 1);
  expect(known.ended(request('m-1'), 143).account.cost?.source).toBe('estimate');
  const other = watching();
  expect(other.ended(request('m-1', 'model-x'), 143).account.cost).toBeNull();
  const own = watching();
  own.limit({ prices: { 'model-x': { input: 0, cacheRead: 0, cacheWrite: 0, output: 1 } } });
  expect(own.ended(request('m-1', 'model-x'), 143).account.cost).toEqual({
    amountUsd: 1,
    source: 'estimate',
  });
});

test('an agent that names no model may have a price of its own', () => {
  const codex = watching({ agent: 'codex' });
  expect(codex.ended(bytesOf('codex-success')).account.cost).toBeNull();
  const priced = watching({ agent: 'codex' });
  priced.limit({ prices: { codex: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0.01 } } });
  expect(priced.ended(bytesOf('codex-success')).account.cost).toEqual({
    amountUsd: expect.closeTo(2.4, 6),
    source: 'estimate',
  });
});

test('what the agent itself says of its cost wins', () => {
  const { ended, askedFor, limit } = watching();
  limit({ total: { unit: 'usd', amount: 1 } });
  expect(ended(bytesOf('claude-success')).account.cost?.source).toBe('agent');
  expect(askedFor).toEqual([]);
});
