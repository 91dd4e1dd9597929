/**
 * One HTTP exchange: with a time limit of its own, and only ever with the host of the API.
 */
import { unexpectedAnswer } from './raw.ts';
import { type RequestTold, routeOf } from './told-requests.ts';

/**
 * `origin`: scheme, host and port of the API. `onHeaders` sees every answer, refusals and 304 too, `onRequest` also what
 * was not answered.
 */
export interface TransportOptions {
  readonly origin: string;
  readonly timeoutMs: number;
  readonly onHeaders: (headers: Headers) => void;
  readonly onRequest?: ((told: RequestTold) => void) | undefined;
}

/**
 * A `fetch` for Octokit. The time limit starts when the request is sent (not while it waits for its turn) and covers
 * the body. Reads follow redirects unless told, writes never do: `fetch` would turn a POST into a GET.
 */
export const createTransport =
  ({ origin, timeoutMs, onHeaders, onRequest }: TransportOptions): typeof fetch =>
  async (input, init) => {
    const isRead = init?.method === 'GET';
    const signal = AbortSignal.timeout(timeoutMs);
    const tell = (code: string): void =>
      onRequest?.({ route: routeOf(init?.method ?? 'GET', String(input)), code });
    const response = await fetch(input, {
      ...init,
      signal,
      redirect: init?.redirect ?? (isRead ? 'follow' : 'manual'),
    }).catch((error: unknown) => {
      tell('none');
      throw error;
    });
    tell(String(response.status));
    if (new URL(response.url).origin !== origin) throw unexpectedAnswer('a redirect to another host');
    onHeaders(response.headers);
    return response;
  };
