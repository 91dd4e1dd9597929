/**
 * A tiny HTTP server for GitHub's webhooks, on the loopback only. Nothing of a delivery is used but that it came: its
 * bytes go through the signature and are dropped, nothing is parsed. So a forged one can do nothing, and a true one no
 * more than to say "look now".
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Loopback, openLoopback } from './loopback.ts';

export interface WebhookOptions {
  /** 0 takes any. */
  readonly port: number;
  readonly secret: string;
  /** A delivery that is signed with the secret, each once. */
  readonly onDelivery: () => void;
  /** One that is not. */
  readonly onForgery: () => void;
}

/** GitHub sends no more. */
const mostBytes = 25 * 1024 * 1024;
/** Ids remembered; somebody who redelivers an older one only causes a look. */
const mostDeliveries = 1000;

/** Starts listening. @throws UsageError the port cannot be taken. */
export const openWebhook = async (options: WebhookOptions): Promise<Loopback> => {
  const isNew = createDeliveryMemory();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, delivery } = await answer(request, options).catch(() => brokenOff);
    if (status === 401) options.onForgery();
    if (status === 202 && isNew(delivery)) options.onDelivery();
    reply(request, response, status);
  };
  return openLoopback({
    port: options.port,
    onRequest: (request, response) => {
      void serve(request, response);
    },
    what: 'listen for webhooks',
    fix: 'Set github.webhook.port to a free port, or to null.',
  });
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
