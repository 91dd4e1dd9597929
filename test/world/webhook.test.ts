import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openWebhook } from '../../src/world/webhook.ts';
import { until } from '../support/until.ts';

const secret = "it's a secret";
const sign = (body: string, key = secret): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

const opened = async () => {
  const seen = { deliveries: 0, forgeries: 0 };
  const webhook = await openWebhook({
    port: 0,
    secret,
    onDelivery: () => {
      seen.deliveries += 1;
    },
    onForgery: () => {
      seen.forgeries += 1;
    },
  });
  onTestFinished(() => webhook.close());
  const send = async (body: string, headers: Record<string, string>, method = 'POST'): Promise<number> =>
    (await fetch(webhook.url, { method, headers, ...(method === 'POST' ? { body } : {}) })).status;
  const deliver = (id: string, body = '{"action":"labeled"}') =>
    send(body, { 'x-hub-signature-256': sign(body), 'x-github-delivery': id });
  return { webhook, seen, send, deliver };
};

// GitHub's own example.
test('signatures are those of GitHub', () => {
  expect(sign('Hello, World!', "It's a Secret to Everybody")).toBe(
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  );
});

test('each signed delivery counts once, also when a forged one took its id before', async () => {
  const { seen, send, deliver } = await opened();
  expect(await send('{}', { 'x-hub-signature-256': sign('{} '), 'x-github-delivery': 'a' })).toBe(401);
  expect([await deliver('a'), await deliver('a'), await deliver('b', 'no JSON \u{1f980}')]).toEqual([
    202, 202, 202,
  ]);
  expect(seen).toEqual({ deliveries: 2, forgeries: 1 });
});

test.each([
  ['none', {}],
  ['an empty one', { 'x-hub-signature-256': 'sha256=' }],
  ['the old kind', { 'x-hub-signature': 'sha1=0000' }],
  ['of another secret', { 'x-hub-signature-256': sign('{}', 'another') }],
  ['too long', { 'x-hub-signature-256': `${sign('{}')}00` }],
] as const)('a signature: %s is refused', async (_, headers) => {
  const { seen, send } = await opened();
  expect(await send('{}', headers)).toBe(401);
  expect(seen).toEqual({ deliveries: 0, forgeries: 1 });
});

test('nothing but POST is answered, and nothing too long is read', async () => {
  const { webhook, seen, send } = await opened();
  expect(await send('', {}, 'GET')).toBe(405);
  const socket = connect(Number(new URL(webhook.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 26214401\r\n\r\n{');
  await until(() => answer.startsWith('HTTP/1.1 413 '));
  socket.destroy();
  expect(seen).toEqual({ deliveries: 0, forgeries: 0 });
});

test('closing waits for nobody', async () => {
  const { webhook } = await opened();
  const socket = connect(Number(new URL(webhook.url).port), '127.0.0.1');
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
  });
  socket.on('error', () => {});
  await new Promise<void>((resolve) =>
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', () => resolve()),
  );
  await webhook.close();
  await until(() => isClosed);
});

test('a port that is taken is told with what to do', async () => {
  const { webhook } = await opened();
  const port = Number(new URL(webhook.url).port);
  const again = openWebhook({ port, secret, onDelivery: () => {}, onForgery: () => {} });
  await expect(again).rejects.toThrow(`cannot listen for webhooks at 127.0.0.1:${port} (EADDRINUSE)`);
});
