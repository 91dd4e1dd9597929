/**
 * A small HTTP server that only this machine can reach.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../model/failures.ts';

/** `what` and `fix` are for the person whose port cannot be had. */
export interface LoopbackOptions {
  /** 0 takes any. */
  readonly port: number;
  readonly onRequest: RequestListener;
  /** `listen for webhooks` */
  readonly what: string;
  readonly fix: string;
}

export interface Loopback {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  /** Drops open connections too, so that it never waits for somebody. */
  close(): Promise<void>;
}

/** GitHub gives up after as long. */
const requestTimeoutMs = 10_000;
const mostConnections = 20;

/** Starts listening; does not keep the process alive. @throws UsageError the port cannot be taken. */
export const openLoopback = async (options: LoopbackOptions): Promise<Loopback> => {
  const server = createServer({ requestTimeout: requestTimeoutMs }, options.onRequest);
  server.maxConnections = mostConnections;
  await listen(server, options);
  // An accept that fails later (no more file descriptors) costs one request.
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

const listen = async (server: Server, { port, what, fix }: LoopbackOptions): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  try {
    await promise;
    server.off('error', reject);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new UsageError(`cannot ${what} at 127.0.0.1:${port} (${code})`, { cause, fix });
  }
};
