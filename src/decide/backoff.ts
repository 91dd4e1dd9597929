/**
 * How long to wait before the next try. Jitter comes from the name of what is retried, so that equal input gives equal
 * output and many tasks do not move in step.
 */
import { elapsedMs, type Instant } from '../model/instant.ts';
import type { BackoffSettings } from '../model/settings.ts';
import type { Trouble } from '../model/task.ts';

const spreadOf = (seed: string): number => {
  let hash = 2166136261;
  for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash / 0xffffffff;
};

/** Milliseconds before try number `tries` + 1; `tries` from 1, `seed` any name. */
export const backoffMs = (tries: number, seed: string, settings: BackoffSettings): number => {
  const plain = Math.min(settings.maxMs, settings.initialMs * settings.factor ** Math.max(0, tries - 1));
  return Math.round(plain * (1 + settings.jitter * (2 * spreadOf(seed) - 1)));
};

/** How long a failed action waits: what the other side asked for, at least the backoff; not at all before it failed. */
export const troubleWaitMs = ({ action, tries, retryAfterMs }: Trouble, settings: BackoffSettings): number =>
  Math.max(tries === 0 ? 0 : backoffMs(tries, `${action}${tries}`, settings), retryAfterMs ?? 0);

/** True when an action that failed may be tried again now; one that failed for good never is. */
export const mayRetry = (trouble: Trouble | undefined, now: Instant, settings: BackoffSettings): boolean => {
  if (trouble === undefined) return true;
  return trouble.class === 'transient' && elapsedMs(trouble.at, now) >= troubleWaitMs(trouble, settings);
};

/** A longer wait would keep a person waiting who has mended what was wrong. */
const longestWaitMs = 60_000;

/** The same for what has to be done in the end, whatever it failed of: tried for ever, at least once a minute. */
export const mayTryAgain = (trouble: Trouble | undefined, now: Instant, settings: BackoffSettings): boolean =>
  trouble === undefined ||
  elapsedMs(trouble.at, now) >= Math.min(troubleWaitMs(trouble, settings), longestWaitMs);

/** How long GitHub's refusal of a comment, a label or a reaction is taken for an answer. */
const refusalHoldsMs = 3_600_000;

/** The same for what GitHub is told: refused for good, it is tried again once the task has changed, or after an hour. */
export const mayTell = (trouble: Trouble | undefined, now: Instant, tell: TellPace): boolean => {
  if (trouble?.class !== 'permanent') return mayRetry(trouble, now, tell.backoff);
  return tell.changedAtMs > trouble.at.atMs || elapsedMs(trouble.at, now) >= refusalHoldsMs;
};

/** `changedAtMs`: when the state of the task changed last, by the same clock as the trouble. */
interface TellPace {
  readonly backoff: BackoffSettings;
  readonly changedAtMs: number;
}
