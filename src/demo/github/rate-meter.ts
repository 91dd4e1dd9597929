/**
 * The primary rate limit: requests per hour and person. An answer of 304 is not counted.
 */

/** Where a person stands in the current hour. */
export interface RateState {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly resetAtMs: number;
}

export interface RateMeter {
  read(login: string | null): RateState;
  /** Counts one request. */
  count(login: string | null): void;
  /** Sets what is left, for a test; the hour ends at `resetAtMs` if given. */
  leave(login: string, left: { readonly remaining: number; readonly resetAtMs?: number }): void;
  clear(): void;
}

const HOUR_MS = 3_600_000;
const ANONYMOUS_LIMIT = 60;

/** A fresh meter. Anonymous requests have 60 an hour. */
export const openRateMeter = (limit: number): RateMeter => {
  const windows = new Map<string | null, { used: number; resetAtMs: number }>();
  const limitOf = (login: string | null): number => (login === null ? ANONYMOUS_LIMIT : limit);
  const windowOf = (login: string | null): { used: number; resetAtMs: number } => {
    const known = windows.get(login);
    if (known !== undefined && Date.now() < known.resetAtMs) return known;
    const fresh = { used: 0, resetAtMs: Date.now() + HOUR_MS };
    windows.set(login, fresh);
    return fresh;
  };
  return {
    read: (login) => {
      const { used, resetAtMs } = windowOf(login);
      return { limit: limitOf(login), used, remaining: Math.max(0, limitOf(login) - used), resetAtMs };
    },
    count: (login) => {
      windowOf(login).used += 1;
    },
    leave: (login, { remaining, resetAtMs }) => {
      const window = windowOf(login);
      window.used = limitOf(login) - remaining;
      if (resetAtMs !== undefined) window.resetAtMs = resetAtMs;
    },
    clear: () => windows.clear(),
  };
};

/** The headers every answer carries. Reset is in epoch seconds. */
export const rateHeaders = (state: RateState): Record<string, string> => ({
  'x-ratelimit-limit': String(state.limit),
  'x-ratelimit-remaining': String(state.remaining),
  'x-ratelimit-reset': String(Math.ceil(state.resetAtMs / 1000)),
  'x-ratelimit-used': String(state.used),
  'x-ratelimit-resource': 'core',
});
