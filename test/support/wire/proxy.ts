/**
 * A proxy that changes nothing: what comes is passed on as it comes, in both directions, and looked at on its way. An
 * answer that hangs, breaks off or is reset does so on this side too.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAULT_HEADER } from '../../../src/demo/github/front-server.ts';
import type { SeenAnswer, SentRequest } from './checks.ts';

/** Who looks. Called before the client gets the last byte. */
export interface Onlooker {
  /** A request that was read to its end. `url` is what stands in its first line. */
  onRequest(request: Omit<SentRequest, 'path' | 'query'> & { readonly url: string }): Watched;
}

/** Who looks at one exchange. `isFault`: broken on order, see `faults.ts` of the embedded GitHub. */
export interface Watched {
  onAnswer(answer: SeenAnswer & { readonly isFault: boolean }): void;
}

export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Those of one connection, and the mark that is for us alone. */
const OWN_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', FAULT_HEADER];
const KEEP_ALIVE_MS = 120_000;

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name)));

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

const readAll = async (message: IncomingMessage): Promise<Buffer[]> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return chunks;
};

const bringBack = (answer: IncomingMessage, response: ServerResponse, watched: Watched): void => {
  const chunks: Buffer[] = [];
  response.writeHead(answer.statusCode ?? 0, passedOn(answer.headers));
  response.flushHeaders();
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    response.write(chunk);
  });
  answer.on('end', () => {
    const isFault = answer.headers[FAULT_HEADER] !== undefined;
    watched.onAnswer({ status: answer.statusCode ?? 0, text: textOf(chunks), isFault });
    response.end();
  });
  // Broken off: the rest never comes, and must not look like an end.
  answer.on('error', () => response.destroy());
};

const carry = async (
  { incoming, response }: { readonly incoming: IncomingMessage; readonly response: ServerResponse },
  { portOf, onlooker }: { readonly portOf: () => number; readonly onlooker: Onlooker },
): Promise<void> => {
  const chunks = await readAll(incoming);
  const { method = 'GET', url = '/', headers } = incoming;
  const watched = onlooker.onRequest({ method, url, headers, text: textOf(chunks) });
  const outgoing = open(
    { host: '127.0.0.1', port: portOf(), method, path: url, headers: passedOn(headers), agent: false },
    (answer) => bringBack(answer, response, watched),
  );
  outgoing.on('error', () => {
    if (!response.headersSent) incoming.socket.resetAndDestroy();
  });
  response.on('close', () => outgoing.destroy());
  outgoing.end(Buffer.concat(chunks));
};

/** Listens on a free port of the loopback; `portOf` says where requests go. */
export const openProxy = async (portOf: () => number, onlooker: Onlooker): Promise<Proxy> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, response) => {
    // A client that left has nothing to be told.
    carry({ incoming, response }, { portOf, onlooker }).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
