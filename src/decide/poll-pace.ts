/**
 * How long to wait before the next poll: as configured, slower before the rate limit is spent, slower after failures.
 */

/** What the pace depends on. Times in milliseconds; `limit` null = GitHub has not told one. */
export interface PaceSource {
  readonly intervalMs: number;
  readonly failureCount: number;
  readonly nowMs: number;
  readonly limit: { readonly limit: number; readonly remaining: number; readonly resetAtMs: number } | null;
}

/** Requests that one poll may cost when everything has changed. */
const requestsPerPoll = 5;
const slowestMs = 300_000;

/** Milliseconds until the next poll. */
export const pollDelayMs = (source: PaceSource): number => {
  const { intervalMs, failureCount } = source;
  const afterFailures = intervalMs * 2 ** Math.min(failureCount, 5);
  return Math.max(intervalMs, Math.min(slowestMs, Math.max(afterFailures, limitedMs(source))));
};

/** True when the limit, and not the configuration, sets the pace. */
export const isSlowedDown = (source: PaceSource): boolean => limitedMs(source) > source.intervalMs;

/** Below a tenth of the limit, what is left is spread over the time until the reset. */
const limitedMs = ({ limit, nowMs }: PaceSource): number => {
  if (limit === null || limit.remaining >= limit.limit / 10 || limit.resetAtMs <= nowMs) return 0;
  const polls = Math.max(1, Math.floor(limit.remaining / requestsPerPoll));
  return Math.ceil((limit.resetAtMs - nowMs) / polls);
};
