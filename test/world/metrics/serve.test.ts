import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../src/model/failures.ts';
import { openEndpoint } from '../../../src/world/metrics/serve.ts';

const health = { isAlive: true, text: 'ok' };

const opened = async (port = 0) => {
  const endpoint = await openEndpoint({
    port,
    scrape: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
    readHealth: () => health,
  });
  onTestFinished(() => endpoint.close());
  return endpoint;
};

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Not by `fetch`, which does not let anybody say another host. */
const ask = (url: string, { path = '/metrics', method = 'GET', headers = {} }: Asked = {}) =>
  new Promise<{
    status: number | undefined;
    text: string;
    type: string | undefined;
    allow: string | undefined;
  }>((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const { 'content-type': type, allow } = response.headers;
      response.on('end', () => resolve({ status: response.statusCode, text, type, allow }));
    });
    asked.on('error', reject).end();
  });

test('numbers and health are there to be read, and nothing else', async () => {
  const { url } = await opened();
  expect(await ask(url)).toMatchObject({ status: 200, text: 'up 1\n', type: 'text/plain; version=0.0.4' });
  expect(await ask(url, { path: '/metrics?x=1', method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  expect(await ask(url, { path: '/healthz' })).toMatchObject({ status: 200, text: 'ok\n' });
  expect(await ask(url, { path: '/' })).toMatchObject({ status: 404 });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(await ask(url, { method })).toMatchObject({ status: 405, allow: 'GET, HEAD' });
});

test('a loop that hangs is told to supervisors', async () => {
  const endpoint = await openEndpoint({
    port: 0,
    scrape: async () => Promise.reject(new Error('the store is locked')),
    readHealth: () => ({ isAlive: false, text: 'a tick hangs' }),
  });
  onTestFinished(() => endpoint.close());
  expect(await ask(endpoint.url, { path: '/healthz' })).toMatchObject({
    status: 503,
    text: 'a tick hangs\n',
  });
  expect(await ask(endpoint.url)).toMatchObject({ status: 500 });
});

test.each([
  ['another host (DNS rebinding)', { host: 'evil.test' }],
  ['the right name with another port', { host: '127.0.0.1:1' }],
  ['a name that only begins like it', { host: '127.0.0.1.evil.test' }],
  ['a page of another origin', { origin: 'http://evil.test' }],
  ['a page without an origin', { origin: 'null' }],
  ['an image of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port of this machine', { 'sec-fetch-site': 'same-site' }],
] as const)('%s reads nothing', async (_, headers) => {
  const { url } = await opened();
  expect(await ask(url, { headers })).toMatchObject({ status: 403, text: 'only for this machine\n' });
});

test('by the name localhost, from a page of its own, or typed in: all fine', async () => {
  const { url } = await opened();
  const host = url.replace('http://127.0.0.1', 'localhost');
  expect((await ask(url, { headers: { host, origin: `http://${host}` } })).status).toBe(200);
  expect((await ask(url, { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
});

test('only this machine can reach it; a port that is taken is an error with what to do', async () => {
  const { url } = await opened();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const port = Number(new URL(url).port);
  await expect(opened(port)).rejects.toThrow(UsageError);
  await expect(opened(port)).rejects.toThrow(`127.0.0.1:${port} (EADDRINUSE)`);
});
