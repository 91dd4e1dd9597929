/**
 * A tiny HTTP server on the loopback: `/metrics` for Prometheus, `/healthz` for supervisors. It only answers, it takes
 * nothing: GET and HEAD. A page of another site reads nothing here: the name that was asked for must be the loopback's
 * own (against DNS rebinding), and whatever a browser says about where a request comes from must be here.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../model/failures.ts';
import type { Scrape } from './exposition.ts';

export interface EndpointOptions {
  /** 0 takes any. */
  readonly port: number;
  readonly scrape: () => Promise<Scrape>;
  /** Whether the coordinator does its work, and a line about it. */
  readonly readHealth: () => { readonly isAlive: boolean; readonly text: string };
}

export interface Endpoint {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  /** Drops open connections too, so that it never waits for somebody. */
  close(): Promise<void>;
}

const requestTimeoutMs = 10_000;
const mostConnections = 20;

/** Starts listening; does not keep the process alive. @throws UsageError the port cannot be taken. */
export const openEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void answer(request, options).then(
      (reply) => send(response, reply),
      () => send(response, { status: 500, text: 'the numbers cannot be read now\n' }),
    );
  });
  server.maxConnections = mostConnections;
  await listen(server, options.port);
  // An accept that fails later (no more file descriptors) costs a scrape.
  server.on('error', () => {});
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listen = async (server: Server, port: number): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  try {
    await promise;
    server.off('error', reject);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    const fix = 'Give --port a free port, or 0 for any.';
    throw new UsageError(`cannot listen at 127.0.0.1:${port} (${code})`, { cause, fix });
  }
};

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly contentType?: string;
  readonly allow?: string;
}

const answer = async (request: IncomingMessage, options: EndpointOptions): Promise<Reply> => {
  const { method, url = '/' } = request;
  if (!isFromHere(request)) return { status: 403, text: 'only for this machine\n' };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, text: 'only GET and HEAD\n', allow: 'GET, HEAD' };
  const [path] = url.split('?', 1);
  if (path === '/metrics') return { status: 200, ...(await options.scrape()) };
  if (path !== '/healthz') return { status: 404, text: 'there are /metrics and /healthz\n' };
  const { isAlive, text } = options.readHealth();
  return { status: isAlive ? 200 : 503, text: `${text}\n` };
};

/** Asked for by a name of the loopback, and not by a page of another site. */
const isFromHere = ({ headers, socket }: IncomingMessage): boolean => {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${socket.localPort}`);
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  return (
    hosts.includes(host.toLowerCase()) &&
    (origin === undefined || origin === `http://${host}`) &&
    (site === undefined || site === 'none' || site === 'same-origin')
  );
};

const send = (response: ServerResponse, { status, text, contentType, allow }: Reply): void => {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...(allow === undefined ? {} : { allow }),
  });
  response.end(text);
};
