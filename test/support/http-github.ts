/**
 * A tiny HTTP server that answers as a test tells it, for faults that no emulator makes: it resets, hangs, cuts, lies.
 * Replies are kept per route in the order given; the last one stays. What no route knows is a GitHub-shaped 404.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. `path` without the query. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * `body`: text is sent as it is, anything else as JSON. `cutAfter`, `stallAfter`: bytes of the body until the socket
 * is destroyed, or falls silent.
 */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly cutAfter?: number;
  readonly stallAfter?: number;
}

export type Reply = Answer | 'reset' | 'hang' | ((arrived: Arrived) => Answer | 'reset' | 'hang');

export interface HttpGitHub {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly arrived: Arrived[];
  /** Replies for `GET /repos/acme/api`, replacing earlier ones. */
  on(route: string, ...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

const answer = (response: ServerResponse, { status = 200, headers = {}, body, ...fault }: Answer): void => {
  const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const sent = fault.cutAfter ?? fault.stallAfter;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes)) }),
    ...headers,
  });
  if (sent === undefined) response.end(bytes);
  else response.write(bytes.slice(0, sent), () => fault.cutAfter !== undefined && response.destroy());
};

const arrivedOf = async (request: IncomingMessage): Promise<Arrived> => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { method = 'GET', headers } = request;
  return { method, path: url.pathname, query: url.searchParams, headers, body: await text(request) };
};

const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found', status: '404' } };

/** Listens on a free port of the loopback. */
export const openHttpGitHub = async (): Promise<HttpGitHub> => {
  const routes = new Map<string, Reply[]>();
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const one = await arrivedOf(request);
    arrived.push(one);
    const replies = routes.get(`${one.method} ${one.path}`) ?? [NOT_FOUND];
    const reply = replies.length > 1 ? (replies.shift() as Reply) : (replies[0] as Reply);
    const made = typeof reply === 'function' ? reply(one) : reply;
    if (made === 'reset') request.socket.resetAndDestroy();
    else if (made !== 'hang') answer(response, made);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    on: (route, ...replies) => void routes.set(route, [...replies]),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

/** A reply with an ETag: 304 without a body when the request names it. */
export const tagged =
  ({ headers, ...rest }: Answer): Reply =>
  (arrived) => {
    const etag = `W/"${createHash('sha1').update(JSON.stringify(rest.body)).digest('hex')}"`;
    if (arrived.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return { ...rest, headers: { etag, ...headers } };
  };
