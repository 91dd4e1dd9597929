/**
 * What surrounds every answer over HTTP: the token, the rate limit, the ETag, GitHub's headers.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Asked } from './call.ts';
import { dispatch } from './dispatch.ts';
import { cacheHeaders, etagOf, isMatch } from './etag.ts';
import type { Ground } from './ground.ts';
import type { Person } from './options.ts';
import { type RateMeter, type RateState, rateHeaders } from './rate-meter.ts';
import { ok, type Reply, refused } from './reply.ts';

/** An answer ready for the socket. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Who sent a request; `unknown-token` is nobody, but not anonymous either. */
export type Sender =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unknown-token' };

/** A request that was read. `text` is its body. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly sender: Sender;
}

/** The token of an `Authorization` header: `token x`, `Bearer x`, or the password of Basic. */
const tokenOf = (authorization: string | undefined): string | undefined => {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ');
  if (credentials === '') return undefined;
  if (scheme.toLowerCase() !== 'basic') return credentials;
  const pair = Buffer.from(credentials, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
};

/** Finds the sender by token. */
export const senderOf = (ground: Ground, headers: IncomingHttpHeaders): Sender => {
  const token = tokenOf(headers.authorization);
  if (token === undefined) return { kind: 'anonymous' };
  const person = ground.roster.personOfToken(token);
  return person === undefined ? { kind: 'unknown-token' } : { kind: 'person', person };
};

/** Null for whoever is not a known person. */
export const loginOf = (sender: Sender): string | null =>
  sender.kind === 'person' ? sender.person.login : null;

const askedOf = ({ method, path, query, text, sender }: Incoming): Asked | undefined => {
  const login = loginOf(sender);
  try {
    return { method, path, query, login, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const rateLimitReply = (state: RateState): Reply => {
  const core = {
    limit: state.limit,
    used: state.used,
    remaining: state.remaining,
    reset: Math.ceil(state.resetAtMs / 1000),
  };
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return ok({ resources: { core, search }, rate: core });
};

const replyOf = async (ground: Ground, meter: RateMeter, incoming: Incoming): Promise<Reply> => {
  if (incoming.sender.kind === 'unknown-token') return refused(401, 'Bad credentials');
  const login = loginOf(incoming.sender);
  const state = meter.read(login);
  if (incoming.path === '/rate_limit') return rateLimitReply(state);
  if (state.remaining === 0) return refused(403, `API rate limit exceeded for ${login ?? '127.0.0.1'}.`);
  const asked = askedOf(incoming);
  return asked === undefined ? refused(400, 'Problems parsing JSON') : dispatch(ground, asked);
};

const fixedHeaders = (sender: Sender): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'x-github-media-type': 'github.v3; format=json',
  'x-github-api-version-selected': '2022-11-28',
  'x-github-request-id': randomUUID().slice(0, 18).toUpperCase(),
  ...(sender.kind === 'person' && sender.person.type !== 'Bot'
    ? { 'x-oauth-scopes': 'repo', 'x-accepted-oauth-scopes': '' }
    : {}),
});

const isCacheable = (ground: Ground, incoming: Incoming, reply: Reply): boolean =>
  ground.setup.features.etag && incoming.method === 'GET' && reply.status === 200;

/** Answers one request completely: routed, counted, tagged. */
export const answerIncoming = async (
  ground: Ground,
  meter: RateMeter,
  incoming: Incoming,
): Promise<WireReply> => {
  const reply = await replyOf(ground, meter, incoming);
  const login = loginOf(incoming.sender);
  const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
  const cacheable = isCacheable(ground, incoming, reply);
  const etag = etagOf(incoming.headers.authorization ?? '', text);
  const isFresh = cacheable && isMatch(incoming.headers['if-none-match'], etag);
  const isFree = isFresh || incoming.path === '/rate_limit' || incoming.sender.kind === 'unknown-token';
  if (!isFree && meter.read(login).remaining > 0) meter.count(login);
  const headers = {
    ...fixedHeaders(incoming.sender),
    ...rateHeaders(meter.read(login)),
    ...(cacheable ? { etag, ...cacheHeaders(login === null) } : {}),
    ...reply.headers,
  };
  return isFresh ? { status: 304, headers, text: '' } : { status: reply.status, headers, text };
};
