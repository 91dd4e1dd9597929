import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelServer, openModelServer } from './open-model-server.ts';
import type { Script } from './script.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await openModelServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const ask = (prefix: string, path: string, body: unknown): Promise<Response> =>
  fetch(`${server.url(prefix)}${path}`, { method: 'POST', body: JSON.stringify(body) });

/** Data of the events of a stream. */
const dataOf = (stream: string): readonly unknown[] =>
  stream
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.slice(event.indexOf('data: ') + 6))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));

const user = { role: 'user', content: 'Say hello.', parts: [{ text: 'Say hello.' }] };
const tool = { name: 'Write', function: { name: 'Write' }, type: 'function' };
const messagesBody = { model: 'm', stream: true, tools: [tool], messages: [user] };
const TWO_TURNS: Script = {
  turns: [
    {
      text: 'Hello.',
      tools: [{ name: 'Write', input: { path: 'a' } }],
      usage: { outputCount: 7, cacheReadCount: 3 },
    },
    { text: 'Bye.' },
  ],
};

/** One row per API: where its conversation is kept, and what has to be in a stream. */
const APIS = [
  {
    path: '/v1/messages',
    body: { model: 'm', stream: true, tools: [tool] },
    history: 'messages',
    reply: { role: 'assistant', content: 'Hello.' },
    pieces: [
      '"text":"Hel"',
      '"text":"lo."',
      '"name":"Write"',
      '"stop_reason":"tool_use"',
      '"cache_read_input_tokens":3',
      '"output_tokens":7',
    ],
  },
  {
    path: '/v1/responses',
    body: { model: 'm', stream: true, tools: [tool] },
    history: 'input',
    reply: { role: 'assistant', type: 'message' },
    pieces: ['"delta":"Hel"', '"type":"function_call"', '"input_tokens":1003', '"total_tokens":1010'],
  },
  {
    path: '/v1/chat/completions',
    body: { model: 'm', stream: true, tools: [tool] },
    history: 'messages',
    reply: { role: 'assistant', content: 'Hello.' },
    pieces: [
      '"content":"Hel"',
      '"name":"Write"',
      '"finish_reason":"tool_calls"',
      '"prompt_tokens":1003',
      '[DONE]',
    ],
  },
  {
    path: '/v1beta/models/m:streamGenerateContent',
    body: { tools: [{ functionDeclarations: [tool] }] },
    history: 'contents',
    reply: { role: 'model', parts: [] },
    pieces: [
      '"text":"Hel"',
      '"functionCall":{"name":"Write","args":{"path":"a"}}',
      '"finishReason":"STOP"',
      '"candidatesTokenCount":7',
    ],
  },
] as const;

test.for(APIS)('a turn in the words of $path, then the next', async ({ path, body, history, ...row }) => {
  server.script(history, TWO_TURNS);
  const seenCount = server.requests().length;
  const first = await ask(history, path, { ...body, [history]: [user] });
  expect(first.headers.get('content-type')).toBe('text/event-stream');
  const stream = await first.text();
  for (const piece of row.pieces) expect(stream).toContain(piece);
  expect(dataOf(stream).length).toBeGreaterThan(3);
  const second = await ask(history, path, { ...body, [history]: [user, row.reply, user] });
  expect(await second.text()).not.toContain('Write');
  expect(server.requests().slice(seenCount)).toMatchObject([
    { turn: 0, tools: ['Write'], model: 'm', isStreaming: true, fault: null },
    { turn: 1, said: expect.stringContaining('Say hello.') },
  ]);
});

test('a question without tools is answered beside the conversation, one that wants JSON with JSON', async () => {
  server.script('beside', TWO_TURNS);
  const beside = await ask('beside', '/v1/messages', { model: 'm', messages: [user] });
  expect(await beside.json()).toMatchObject({ content: [{ text: 'All is done.' }], stop_reason: 'end_turn' });
  const schema = { contents: [], generationConfig: { responseJsonSchema: {} } };
  const json = await ask('beside', '/v1beta/models/m:generateContent', schema);
  expect(JSON.stringify(await json.json())).toContain('title');
  expect(server.requests().slice(-2)).toMatchObject([{ turn: -1 }, { turn: -1 }]);
});

test('tokens are counted, packed bodies are read, and an unknown path is not found', async () => {
  server.script('counts', TWO_TURNS);
  const counted = await fetch(`${server.url('counts')}/v1/messages/count_tokens`, {
    method: 'POST',
    headers: { 'content-encoding': 'zstd' },
    body: new Uint8Array(zstdCompressSync(JSON.stringify({ messages: ['x'.repeat(400)] }))),
  });
  expect(await counted.json()).toEqual({ input_tokens: 105 });
  expect((await ask('counts', '/v1/embeddings', {})).status).toBe(404);
  expect((await ask('nobody', '/v1/messages', messagesBody)).status).toBe(404);
});

test('an error strikes as often as it should, in the words of the API, with the time to wait', async () => {
  const fault = { kind: 'status', status: 429, message: 'slow down', retryAfterS: 7 } as const;
  server.script('limited', { turns: [{ text: 'Hello.', fault, faultCount: 1 }] });
  const refused = await ask('limited', '/v1/messages', messagesBody);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await refused.json()).toEqual({
    type: 'error',
    error: { type: 'rate_limit_error', message: 'slow down' },
  });
  expect((await ask('limited', '/v1/messages', messagesBody)).status).toBe(200);
  server.script('limited', { turns: [{ fault: { kind: 'status', status: 400, body: { own: true } } }] });
  expect(await (await ask('limited', '/v1/messages', messagesBody)).json()).toEqual({ own: true });
});

test('a stream breaks off before its end', async () => {
  server.script('cut', { turns: [{ text: 'Hello.', fault: { kind: 'cut', afterEventCount: 99 } }] });
  const response = await ask('cut', '/v1/messages', messagesBody);
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })();
  await expect(reading).rejects.toThrow();
  expect(text).toContain('message_delta');
  expect(text).not.toContain('message_stop');
});

test('a stream hangs, and closing the server ends it', async () => {
  const own = await openModelServer();
  own.script('hang', { turns: [{ text: 'Hello.', fault: { kind: 'hang', afterEventCount: 1 } }] });
  const response = await fetch(`${own.url('hang')}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify(messagesBody),
  });
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('message_start');
  const ended = expect(reader?.read()).rejects.toThrow();
  await own[Symbol.asyncDispose]();
  await ended;
});
