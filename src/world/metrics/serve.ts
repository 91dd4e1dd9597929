/**
 * A tiny HTTP server on the loopback: `/metrics` for Prometheus, `/healthz` for supervisors. It only answers, it takes
 * nothing: GET and HEAD. A page of another site reads nothing here: the name that was asked for must be the loopback's
 * own (against DNS rebinding), and whatever a browser says about where a request comes from must be here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Loopback, openLoopback } from '../loopback.ts';
import type { Scrape } from './exposition.ts';

export interface EndpointOptions {
  /** 0 takes any. */
  readonly port: number;
  readonly scrape: () => Promise<Scrape>;
  /** Whether the coordinator does its work, and a line about it. */
  readonly readHealth: () => { readonly isAlive: boolean; readonly text: string };
}

/** Starts listening; does not keep the process alive. @throws UsageError the port cannot be taken. */
export const openEndpoint = (options: EndpointOptions): Promise<Loopback> =>
  openLoopback({
    port: options.port,
    onRequest: (request, response) => {
      void answer(request, options).then(
        (reply) => send(response, reply),
        () => send(response, { status: 500, text: 'the numbers cannot be read now\n' }),
      );
    },
    what: 'listen',
    fix: 'Give --port a free port, or 0 for any.',
  });

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
