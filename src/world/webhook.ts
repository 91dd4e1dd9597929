/**
 * A tiny HTTP server for GitHub's webhooks, on the loopback only. Nothing of a delivery is used but that it came: its
 * bytes go through the signature and are dropped, nothing is parsed. So a forged one can do nothing, and a true one no
 * more than to say "look now".
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../model/failures.ts';

export interface WebhookOptions {
  /** 0 takes any. */
  readonly port: number;
  readonly secret: string;
  /** A delivery that is signed with the secret, each once. */
  readonly onDelivery: () => void;
  /** One that is not. */
  readonly onForgery: () => void;
}

export interface Webhook {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  /** Drops open connections too, so that it never waits for somebody. */
  close(): Promise<void>;
}

/** GitHub sends no more. */
const mostBytes = 25 * 1024 * 1024;
/** GitHub gives up after as long. */
const requestTimeoutMs = 10_000;
const mostConnections = 20;
/** Ids remembered; somebody who redelivers an older one only causes a look. */
const mostDeliveries = 1000;

/** Starts listening. @throws UsageError the port cannot be taken. */
export const openWebhook = async (options: WebhookOptions): Promise<Webhook> => {
  const isNew = createDeliveryMemory();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, delivery } = await answer(request, options).catch(() => brokenOff);
    if (status === 401) options.onForgery();
    if (status === 202 && isNew(delivery)) options.onDelivery();
    reply(request, response, status);
  };
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void serve(request, response);
  });
  server.maxConnections = mostConnections;
  await listen(server, options.port);
  // An accept that fails later (no more file descriptors) costs a hint: polls go on.
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
    throw new UsageError(`cannot listen for webhooks at 127.0.0.1:${port} (${code})`, {
      cause,
      fix: 'Set github.webhook.port to a free port, or to null.',
    });
  }
};

interface Answered {
  readonly status: number;
  /** Id that GitHub gave it; empty = none. */
  readonly delivery: string;
}

const brokenOff: Answered = { status: 400, delivery: '' };

const answer = async (request: IncomingMessage, { secret }: WebhookOptions): Promise<Answered> => {
  const { method, headers } = request;
  const delivery = String(headers['x-github-delivery'] ?? '');
  if (method !== 'POST') return { status: 405, delivery };
  if (Number(headers['content-length']) > mostBytes) return { status: 413, delivery };
  const hmac = createHmac('sha256', secret);
  if (!(await takeIn(request, hmac))) return { status: 413, delivery };
  const isSigned = isSame(hmac.digest(), headers['x-hub-signature-256']);
  return { status: isSigned ? 202 : 401, delivery };
};

/** False as soon as there is too much. */
const takeIn = async (request: IncomingMessage, hmac: Hmac): Promise<boolean> => {
  let byteCount = 0;
  for await (const chunk of request) {
    byteCount += (chunk as Buffer).length;
    if (byteCount > mostBytes) return false;
    hmac.update(chunk as Buffer);
  }
  return true;
};

const isSame = (digest: Buffer, header: string | readonly string[] | undefined): boolean => {
  const hex = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1] : undefined;
  return hex !== undefined && timingSafeEqual(digest, Buffer.from(hex, 'hex'));
};

/** What was not read to its end takes its connection along. */
const reply = (request: IncomingMessage, response: ServerResponse, status: number): void => {
  if (response.destroyed) return;
  const close = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { ...close, ...(status === 405 ? { allow: 'POST' } : {}), 'content-length': 0 });
  response.end();
};

/** True for an id that was not seen lately; one that has none is always new. */
const createDeliveryMemory = (): ((delivery: string) => boolean) => {
  const seen = new Set<string>();
  return (delivery) => {
    if (delivery === '') return true;
    if (seen.has(delivery)) return false;
    seen.add(delivery);
    const [oldest] = seen;
    if (seen.size > mostDeliveries && oldest !== undefined) seen.delete(oldest);
    return true;
  };
};
