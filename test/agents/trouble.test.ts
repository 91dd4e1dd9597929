import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logFormats } from '../../src/agents/built-in.ts';
import { instantOf } from '../../src/agents/fields.ts';
import { openLogReading } from '../../src/agents/read-log.ts';
import { limitsOf, statusOf, troubleClassOf } from '../../src/agents/trouble.ts';
import type { AgentEvent } from '../../src/model/agent-event.ts';

describe('what an error means', () => {
  it.each([
    ['You exceeded your current quota, please check your plan and billing details', 429, 'quota'],
    ['Your credit balance is too low to access the API', 400, 'quota'],
    ['Please wait. To increase your limits, request a quota increase', 429, 'rate_limit'],
    ['anything', 401, 'auth'],
    ['anything', 403, 'auth'],
    ['Not logged in · Please run /login', null, 'auth'],
    ['exceeded retry limit, last status: 429 Too Many Requests', null, 'rate_limit'],
    ['API Error: Request rejected (429) · slow down', null, 'rate_limit'],
    ['prompt is too long: 210000 tokens > 200000 maximum', 400, 'context'],
    ['anything', 529, 'overloaded'],
    ['[API Error: {"error":{"code":503,"message":"busy"}}]', null, 'overloaded'],
    ['Reached maximum number of turns (3)', null, 'max_turns'],
    ['connect ECONNREFUSED 127.0.0.1:8080', null, 'network'],
    ['stream disconnected before completion: idle timeout waiting for SSE', null, 'network'],
    ['mock error 400', null, 'invalid_request'],
    ['{"error":{"type":"invalid_request_error"}}', null, 'invalid_request'],
    ['wrote 429 files in 500 ms', null, 'unknown'],
  ])('%s (%s) is %s', (message, status, expected) => {
    expect(troubleClassOf({ message, status })).toBe(expected);
  });

  it('takes no count and no version for a status', () => {
    expect(statusOf('model 4.500 answered')).toBeNull();
    expect(statusOf('error 4291')).toBeNull();
    expect(statusOf('HTTP 502 from the gateway')).toBe(502);
  });

  it('finds the first number that stands where a status does', () => {
    const plain = /(?:^|\b(?:error|status|code|http)\b[^a-z0-9]{0,6}|\()([45]\d\d)(?![\d.])/i;
    const piece = fc.constantFrom(
      'error',
      'Code',
      'status',
      'http',
      '(',
      ' ',
      ': ',
      '"',
      '\n',
      '429',
      '5',
      '50',
      '.',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const digits = plain.exec(pieces.join(''))?.[1];
        expect(statusOf(pieces.join(''))).toBe(digits === undefined ? null : Number(digits));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Claude AI usage limit reached|1795222396', 1_795_222_396_000, null],
    ['usage limit reached, try again in 2 hours 5 minutes.', null, 7_500_000],
    ['rate limited, please try again in 1.5s', null, 1500],
    ['Too many requests', null, null],
  ])('%s names its end', (message, resetAtMs, waitMs) => {
    expect(limitsOf('rate_limit', message)).toMatchObject([{ kind: 'limit', resetAtMs, waitMs }]);
    expect(limitsOf('auth', message)).toEqual([]);
  });

  it('reads instants as the CLIs write them', () => {
    for (const text of [
      '2026-11-21T01:26:33.791Z',
      '2024-02-29T23:59:59Z',
      '2000-03-01T00:00:00.5Z',
      '1999-12-31T12:00:00.000Z',
    ])
      expect(instantOf(text)).toBe(Date.parse(text));
    expect(instantOf(1_795_224_260_001)).toBe(1_795_224_260_001);
    for (const value of ['yesterday', 12, null, {}, '2026-11-21']) expect(instantOf(value)).toBeNull();
  });
});

it('a class of error by the name of what every object has is nobody’s', () => {
  const errors: AgentEvent[] = [];
  const reading = openLogReading({
    format: logFormats.cline ?? expect.fail(),
    onEvent: (event) => void (event.kind === 'error' && errors.push(event)),
  });
  const error = {
    type: 'error',
    error: { message: 'it broke' },
    errorClass: 'constructor',
    recoverable: false,
  };
  reading.feed(Buffer.from(`${JSON.stringify({ type: 'agent_event', event: error })}\n`));
  reading.end();
  expect(errors).toMatchObject([{ message: 'it broke', class: 'unknown' }]);
});
