/**
 * GitHub's rate limits: telling them from other refusals. Going on asking while limited may get the token banned, so
 * after one refusal nothing is sent until the time GitHub named (gate.ts).
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { TransientError } from '../../model/failures.ts';
import type { RateLimit } from '../../model/github.ts';
import type { Refused } from './refused.ts';

/** A limit that was reached. `primary`: requests per hour; `secondary`: too fast, too many at once. */
export interface LimitSeen {
  readonly kind: 'primary' | 'secondary';
  readonly retryAfterMs: number;
  /** GitHub named the time itself. */
  readonly isNamed: boolean;
}

/** What GitHub asks for where it names no time. */
export const SECONDARY_WAIT_MS = 60_000;

/** True for the texts that mark a secondary limit: it has a page of its own in the manual, but no code. */
const isToldAsLimit = ({ message, documentationUrl }: Refused): boolean =>
  /rate-limit/.test(documentationUrl) || /\bsecondary rate\b/i.test(message);

const untilResetMs = (headers: Refused['headers']): number => {
  const resetAtMs = Number(headers['x-ratelimit-reset']) * 1000;
  // GitHub's own clock, so that ours may be wrong; one second more, as the reset is told in whole seconds.
  const nowMs = Date.parse(headers.date ?? '') || Date.now();
  return resetAtMs > 0 ? Math.max(0, resetAtMs - nowMs) + 1000 : SECONDARY_WAIT_MS;
};

/** The limit an answer tells of; null when it was refused for another reason. */
export const limitOf = (refused: Refused): LimitSeen | null => {
  if (refused.status !== 403 && refused.status !== 429) return null;
  const { headers } = refused;
  const named = headers['retry-after'];
  const isPrimary = headers['x-ratelimit-remaining'] === '0';
  if (named === undefined && !isPrimary && refused.status === 403 && !isToldAsLimit(refused)) return null;
  const namedMs = named === undefined ? Number.NaN : Number(named) * 1000;
  const isNamed = Number.isFinite(namedMs) && namedMs >= 0;
  const fallbackMs = isPrimary ? untilResetMs(headers) : SECONDARY_WAIT_MS;
  return {
    kind: isPrimary ? 'primary' : 'secondary',
    retryAfterMs: isNamed ? namedMs : fallbackMs,
    isNamed: isNamed || isPrimary,
  };
};

/** The failure for a request that a limit holds back. */
export const limitFailure = (
  { kind, retryAfterMs }: Omit<LimitSeen, 'isNamed'>,
  cause?: unknown,
): TransientError => {
  const until = new Date(Date.now() + retryAfterMs).toISOString().slice(11, 16);
  return new TransientError(
    `GitHub's ${kind} rate limit is reached; the next request goes out after ${until} UTC`,
    {
      cause,
      retryAfterMs,
      fix: 'nothing to do; a longer github.pollInterval uses fewer requests',
    },
  );
};

/** A smaller difference is the way of the answer, and the whole seconds that GitHub tells. */
const sameClockMs = 2000;

/** How far GitHub's clock is ahead of ours, as an answer's `Date` tells; null where it does not. */
export const aheadOf = (headers: Headers): number | null => {
  const aheadMs = Date.parse(headers.get('date') ?? '') - Date.now();
  if (Number.isNaN(aheadMs)) return null;
  return Math.abs(aheadMs) < sameClockMs ? 0 : aheadMs;
};

/** The rate limit as an answer's headers tell it; null where they do not (Enterprise Server has it off by default). */
export const rateLimitOf = (headers: Headers): RateLimit | null => {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => {
    const value = headers.get(`x-ratelimit-${name}`);
    return value === null ? Number.NaN : Number(value);
  });
  // GraphQL and search have budgets of their own.
  if ((headers.get('x-ratelimit-resource') ?? 'core') !== 'core') return null;
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  if (![limit, remaining, reset].every(Number.isFinite)) return null;
  return { limit, remaining, resetAtMs: reset * 1000 };
};
