/**
 * Conditional requests: a weak ETag over token and body, as GitHub's belong to a token.
 */
import { createHash } from 'node:crypto';

/** `W/"..."`. */
export const etagOf = (token: string, text: string): string =>
  `W/"${createHash('sha256').update(`${token}\0${text}`).digest('hex')}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** True when `If-None-Match` names this tag; weakness does not count. @see RFC 9110, 13.1.2 */
export const isMatch = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((tag) => opaque(tag) === opaque(etag)) ?? false;

/** What a cacheable answer says; anonymous answers may be shared. */
export const cacheHeaders = (isAnonymous: boolean): Record<string, string> => ({
  'cache-control': `${isAnonymous ? 'public' : 'private'}, max-age=60, s-maxage=60`,
  vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With',
});
