/**
 * Conditional requests: every GET names the ETag of the answer we have, and on 304, which costs nothing of the rate
 * limit, that answer is served again with the fresh headers. ETags belong to a token and a media type, so both are in
 * the key. A generic HTTP cache does not do: answers say `max-age=60`, and it would serve stale ones.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { TransientError } from '../../model/failures.ts';
import type { StoredResponse } from '../world.ts';
import { type Refused, refusedOf } from './refused.ts';

/** Where answers are kept; survives a restart. */
export interface Responses {
  read(key: string): StoredResponse | null;
  save(key: string, response: StoredResponse): void;
}

/** An answer that cannot be kept or found again costs a request, no more: the read itself must not fail for it. */
const tolerate = <T>(attempt: () => T): T | null => {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof TransientError || error instanceof SyntaxError) return null;
    throw error;
  }
};

const recall = (responses: Responses, key: string) =>
  tolerate(() => {
    const stored = responses.read(key);
    return stored === null ? null : { ...stored, data: JSON.parse(stored.body) as unknown };
  });

interface Answered {
  readonly headers: { readonly etag?: string; readonly link?: string };
  readonly data: unknown;
}

/** Keeps whole JSON answers only: a body that was cut off arrives as text. */
const keep = (save: (response: StoredResponse) => void, { headers, data }: Answered): void => {
  if (headers.etag === undefined || typeof data !== 'object' || data === null) return;
  // Octokit reads numbers beyond 2^53 as bigint, which JSON.stringify refuses.
  const body = JSON.stringify(data, (_key, value) => (typeof value === 'bigint' ? Number(value) : value));
  tolerate(() => save({ etag: headers.etag as string, body, link: headers.link ?? null }));
};

/** The stored answer under the fresh headers of the 304. */
const replay = ({ data, link }: { data: unknown; link: string | null }, { url, headers }: Refused) => {
  const fresh = link === null ? { ...headers } : { link, ...headers };
  return { status: 200, url, headers: fresh, data, retryCount: 0 };
};

/**
 * Makes all GET requests of a client conditional. `identity`: the token, or the App, whose next token only finds each
 * answer changed once. Must be added after its plugins, so that it stands outermost.
 */
export const makeConditional = (octokit: Octokit, identity: string, responses: Responses): void => {
  const identityHash = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  octokit.hook.wrap('request', async (request, options) => {
    if (options.method !== 'GET') return request(options);
    const { url, headers } = octokit.request.endpoint.parse(options);
    const key = `${url} ${headers.accept} ${identityHash}`;
    const stored = recall(responses, key);
    if (stored !== null) options.headers['if-none-match'] = stored.etag;
    try {
      const answer = await request(options);
      keep((response) => responses.save(key, response), answer);
      return answer;
    } catch (error) {
      const refused = refusedOf(error);
      if (stored === null || refused?.status !== 304) throw error;
      return replay(stored, refused);
    }
  });
};
