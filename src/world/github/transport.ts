/**
 * One HTTP exchange: with a time limit of its own, and only ever with the host of the API.
 */
import { unexpectedAnswer } from './raw.ts';

/** `origin`: scheme, host and port of the API. `onHeaders` sees every answer, refusals and 304 too. */
export interface TransportOptions {
  readonly origin: string;
  readonly timeoutMs: number;
  readonly onHeaders: (headers: Headers) => void;
}

/**
 * A `fetch` for Octokit. The time limit starts when the request is sent (not while it waits for its turn) and covers
 * the body. Reads follow redirects unless told, writes never do: `fetch` would turn a POST into a GET.
 */
export const createTransport =
  ({ origin, timeoutMs, onHeaders }: TransportOptions): typeof fetch =>
  async (input, init) => {
    const isRead = init?.method === 'GET';
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(input, {
      ...init,
      signal,
      redirect: init?.redirect ?? (isRead ? 'follow' : 'manual'),
    });
    if (new URL(response.url).origin !== origin) throw unexpectedAnswer('a redirect to another host');
    onHeaders(response.headers);
    return response;
  };
