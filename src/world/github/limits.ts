/**
 * GitHub's rate limits: telling them from other refusals, and holding back until they are over. Going on asking while
 * limited may get the token banned, so after one refusal nothing is sent until the time GitHub named.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { TransientError } from '../../model/failures.ts';
import type { RateLimit } from '../../model/github.ts';
import type { Refused } from './refused.ts';

/** A limit that was reached. `primary`: requests per hour; `secondary`: too fast, too many at once. */
export interface LimitSeen {
  readonly kind: 'primary' | 'secondary';
  readonly retryAfterMs: number;
}

/** What GitHub asks for where it names no time. */
const SECONDARY_WAIT_MS = 60_000;

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
  const fallbackMs = isPrimary ? untilResetMs(headers) : SECONDARY_WAIT_MS;
  return {
    kind: isPrimary ? 'primary' : 'secondary',
    retryAfterMs: Number.isFinite(namedMs) && namedMs >= 0 ? namedMs : fallbackMs,
  };
};

/** The failure for a request that a limit holds back. */
export const limitFailure = ({ kind, retryAfterMs }: LimitSeen, cause?: unknown): TransientError => {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new TransientError(
    `GitHub's ${kind} rate limit is reached; the next request goes out in ${seconds} s`,
    {
      cause,
      retryAfterMs,
      fix: 'nothing to do; a longer github.pollInterval uses fewer requests',
    },
  );
};

/** Holds requests back while a limit lasts. */
export interface Gate {
  /** @throws TransientError with the time left, while a limit lasts. */
  check(): void;
  /** Closes the gate; false when it was closed already, and is only kept closed for longer. */
  close(limit: LimitSeen): boolean;
}

/** An open gate. Measured on a clock that does not jump. */
export const createGate = (): Gate => {
  let kind: LimitSeen['kind'] = 'primary';
  let opensAtMs = 0;
  const leftMs = (): number => opensAtMs - performance.now();
  return {
    check: () => {
      const retryAfterMs = leftMs();
      if (retryAfterMs > 0) throw limitFailure({ kind, retryAfterMs });
    },
    close: (limit) => {
      const wasOpen = leftMs() <= 0;
      if (leftMs() < limit.retryAfterMs) {
        kind = limit.kind;
        opensAtMs = performance.now() + limit.retryAfterMs;
      }
      return wasOpen;
    },
  };
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
