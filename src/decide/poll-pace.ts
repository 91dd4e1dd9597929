/**
 * How long to wait before the next poll: as configured, slower before the rate limit is spent, slower after failures.
 */
import type { LimitHold } from '../model/github.ts';
import { clockTime } from './clock-time.ts';

/** What the pace depends on. Times in milliseconds; `limit` null = GitHub has not told one. */
export interface PaceSource {
  readonly intervalMs: number;
  readonly failureCount: number;
  readonly nowMs: number;
  /** Nothing is sent because of it; null = no limit lasts. */
  readonly hold: LimitHold | null;
  readonly limit: { readonly limit: number; readonly remaining: number; readonly resetAtMs: number } | null;
}

/** Requests that one poll may cost when everything has changed. */
const requestsPerPoll = 5;
const slowestMs = 300_000;
/** The two clocks that a hold is measured by may differ by a little. */
const afterHoldMs = 1000;

/** Milliseconds until the next poll. */
export const pollDelayMs = (source: PaceSource): number => {
  const { intervalMs, failureCount, hold, nowMs } = source;
  // A failure that the limit explains is none; when it is over the next poll is due.
  if (hold !== null) return Math.max(intervalMs, Math.min(slowestMs, hold.untilMs - nowMs + afterHoldMs));
  const afterFailures = intervalMs * 2 ** Math.min(failureCount, 5);
  return Math.max(intervalMs, Math.min(slowestMs, Math.max(afterFailures, limitedMs(source))));
};

/** Why GitHub's limits, and not the configuration, set the pace, and until when; null = they do not. */
export const slowedBecause = (source: PaceSource): string | null => {
  const { hold, limit, intervalMs } = source;
  if (hold !== null)
    return `${hold.kind} rate limit reached, nothing is sent until ${untilText(hold.untilMs)}`;
  if (limit === null || limitedMs(source) <= intervalMs) return null;
  const { remaining, limit: all, resetAtMs } = limit;
  return `${remaining} of ${all} requests left until ${untilText(resetAtMs)}`;
};

/** Rounded up: not a moment before the minute that is told. */
const untilText = (atMs: number): string => `${clockTime(atMs + 59_999)} UTC`;

/** Below a tenth of the limit, what is left is spread over the time until the reset. */
const limitedMs = ({ limit, nowMs }: PaceSource): number => {
  if (limit === null || limit.remaining >= limit.limit / 10 || limit.resetAtMs <= nowMs) return 0;
  const polls = Math.max(1, Math.floor(limit.remaining / requestsPerPoll));
  return Math.ceil((limit.resetAtMs - nowMs) / polls);
};
