/**
 * The HTTP server: loopback only, one answer per request, faults where they were ordered.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerIncoming, type Incoming, loginOf, senderOf, type WireReply } from './answering.ts';
import { JOB_LOGS } from './check-routes.ts';
import { routeOf } from './dispatch.ts';
import type { Fault, FaultAct, FaultBox } from './faults.ts';
import type { Ground } from './ground.ts';
import type { RequestJournal } from './journal.ts';
import type { RateMeter } from './rate-meter.ts';
import { notFound } from './reply.ts';

/** What the server works with. `ground` comes later: it names the port. */
export interface Front {
  readonly ground: Promise<Ground>;
  readonly meter: RateMeter;
  readonly faults: FaultBox;
  readonly journal: RequestJournal;
  readonly basePath: string;
}

/** Listens on 127.0.0.1; port 0 takes any. */
export const listen = async (server: Server, port: number): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise;
  return (server.address() as AddressInfo).port;
};

/** Stops listening and drops the connections, hanging ones too. */
export const closeServer = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response: ServerResponse, reply: WireReply): void => {
  const isEmpty = reply.text === '' || response.req.method === 'HEAD';
  const headers: Record<string, string> = { ...reply.headers };
  if (reply.text === '') delete headers['content-type'];
  response.writeHead(reply.status, headers).end(isEmpty ? undefined : reply.text);
};

/** Marks an answer that is broken on order, for whoever compares answers with GitHub's description. */
export const FAULT_HEADER = 'x-embedded-fault';

const wireOf = (act: FaultAct): WireReply | undefined => {
  const marked = { 'content-type': 'application/json', [FAULT_HEADER]: 'ordered' };
  if (act === 'garbage-json' || act === 'cut') return { status: 200, headers: marked, text: '{"half":' };
  if (typeof act !== 'object' || !('status' in act)) return undefined;
  const text = act.body === undefined ? '' : JSON.stringify(act.body);
  return { status: act.status, headers: { ...marked, ...act.headers }, text };
};

/** Sends half of what the headers promise. */
const cutOff = (response: ServerResponse, { status, headers, text }: WireReply): void => {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text) + 1) });
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
};

/** Resolves after the delay or when the client has gone. */
const pause = (response: ServerResponse, delayMs: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  response.once('close', () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
};

/** A request on its way out. `done` writes the status into the journal. */
interface Exchange {
  readonly front: Front;
  readonly incoming: Incoming;
  readonly response: ServerResponse;
  readonly done: (status: number) => void;
}

const answer = async ({ front, incoming }: Exchange): Promise<WireReply> =>
  answerIncoming(await front.ground, front.meter, incoming);

const finish = ({ response, done }: Exchange, reply: WireReply): void => {
  if (response.destroyed) return;
  send(response, reply);
  done(reply.status);
};

const strike = async (exchange: Exchange, { when, act }: Fault): Promise<void> => {
  const isDelay = typeof act === 'object' && 'delayMs' in act;
  const early = when === 'after' ? await answer(exchange) : undefined;
  if (act === 'hang') return;
  if (act === 'reset') return void exchange.response.socket?.resetAndDestroy();
  if (isDelay) {
    await pause(exchange.response, act.delayMs);
    return finish(exchange, early ?? (await answer(exchange)));
  }
  const reply = wireOf(act);
  if (reply === undefined) return;
  if (act === 'cut') return cutOff(exchange.response, early ?? reply);
  finish(exchange, reply);
};

const pathOf = (front: Front, url: URL): string | undefined => {
  if (front.basePath === '') return url.pathname;
  // GraphQL lies beside the REST API of an Enterprise server, not below its version.
  if (url.pathname === '/api/graphql') return '/graphql';
  return url.pathname.startsWith(`${front.basePath}/`)
    ? url.pathname.slice(front.basePath.length)
    : undefined;
};

/** What the storage answers: the log as text, and a refusal to whoever shows it a token that is not its own. */
const storedLog = ({ records }: Ground, url: URL, authorization: string | undefined): WireReply => {
  const log = records.jobLogs.get(Number(url.pathname.slice(JOB_LOGS.length)));
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (authorization !== undefined) return { status: 400, headers, text: 'unexpected authorization' };
  return log === undefined ? { status: 404, headers, text: 'gone' } : { status: 200, headers, text: log };
};

const serve = async (front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = pathOf(front, url);
  const text = await readText(request);
  if (url.pathname.startsWith(JOB_LOGS))
    return send(response, storedLog(await front.ground, url, request.headers.authorization));
  if (path === undefined) {
    return send(response, { status: 404, headers: {}, text: JSON.stringify(notFound().body) });
  }
  const { headers, method = 'GET' } = request;
  const ground = await front.ground;
  const sender = senderOf(ground, headers);
  const incoming = { method, path, query: url.searchParams, headers, text, sender };
  const login = loginOf(sender);
  const asked = { method, path, query: url.searchParams, login, body: undefined };
  const seen = path + url.search;
  const done = front.journal.open({
    method,
    route: routeOf(ground, asked)?.route.template ?? path,
    path: seen,
    login,
    conditional: headers['if-none-match'] !== undefined,
    atMs: Date.now(),
  });
  const exchange = { front, incoming, response, done };
  const fault = front.faults.take({ method, path: seen, login });
  if (fault !== undefined) return strike(exchange, fault);
  finish(exchange, await answer(exchange));
};

/** Connections outlive the pauses between polls, so that none is closed just when it is used again. */
const KEEP_ALIVE_MS = 120_000;

/** A server that is not listening yet. What fails inside answers 500 with the message. */
export const createFront = (front: Front): Server =>
  createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(front, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      const message = error instanceof Error ? error.message : String(error);
      send(response, { status: 500, headers: {}, text: JSON.stringify({ message }) });
    });
  });
