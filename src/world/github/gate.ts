/**
 * Holds requests back while a limit lasts, also over a restart: the first question of the next coordinator is as
 * unwelcome as the next of this one.
 */
import { TransientError } from '../../model/failures.ts';
import type { LimitHold } from '../../model/github.ts';
import { type LimitSeen, limitFailure, SECONDARY_WAIT_MS } from './limits.ts';

/** Where the last hold is kept; survives a restart. */
export interface Holds {
  read(): LimitHold | null;
  save(hold: LimitHold): void;
}

/** Holds requests back while a limit lasts: all, or writes only. */
export interface Gate {
  /** @throws TransientError with the time left, while a limit lasts. */
  check(): void;
  /** Closes the gate, or keeps it closed for longer; answers the failure of whoever met the limit. */
  close(limit: LimitSeen, cause: unknown): TransientError;
  /** The limit that lasts; null = none does. */
  read(): LimitHold | null;
}

/** No limit of GitHub's is longer than its hour; a clock that was set back must not make it a day. */
const longestHoldMs = 3_660_000;

/** So long after a hold the next secondary limit is the first of its kind again. */
const strikesLastMs = 900_000;

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const unnamedWaitMs = (strikes: number): number => Math.min(SECONDARY_WAIT_MS * 2 ** strikes, longestHoldMs);

/** A hold that cannot be kept for the next start is kept for this one. */
const saveTo = (holds: Holds | undefined, hold: LimitHold): void => {
  try {
    holds?.save(hold);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
  }
};

/** A gate as the last coordinator left it. Measured on a clock that does not jump. */
export const createGate = (holds?: Holds): Gate => {
  let hold = holds?.read() ?? null;
  let opensAtMs =
    hold === null ? 0 : performance.now() + Math.min(longestHoldMs, Math.max(0, hold.untilMs - Date.now()));
  const leftMs = (): number => opensAtMs - performance.now();
  const read = (): LimitHold | null => (leftMs() > 0 ? hold : null);
  return {
    read,
    check: () => {
      const current = read();
      if (current !== null) throw limitFailure({ kind: current.kind, retryAfterMs: leftMs() });
    },
    close: (limit, cause) => {
      const isCalm = hold === null || Date.now() - hold.untilMs > strikesLastMs;
      const before = isCalm ? 0 : (hold?.strikes ?? 0);
      // What was under way when the limit was met is no further strike.
      const isStrike = !limit.isNamed && leftMs() <= 0;
      const retryAfterMs = isStrike ? unnamedWaitMs(before) : limit.retryAfterMs;
      if (leftMs() < retryAfterMs) {
        opensAtMs = performance.now() + retryAfterMs;
        const strikes = isStrike ? before + 1 : before;
        hold = { kind: limit.kind, untilMs: Date.now() + Math.ceil(retryAfterMs), strikes };
        saveTo(holds, hold);
      }
      return limitFailure({ kind: limit.kind, retryAfterMs: Math.max(retryAfterMs, leftMs()) }, cause);
    },
  };
};
