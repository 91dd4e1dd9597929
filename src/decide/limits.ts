/**
 * The limits of a live worker: wall clock and silence (SPEC section 5), with extensions while it visibly goes on.
 */
import { elapsedMs } from '../model/instant.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';

/** What the limits ask for; `extend`: one more time limit is granted. */
export type Limit =
  | { readonly kind: 'extend'; readonly extensions: number }
  | { readonly kind: 'end'; readonly cause: 'timeout' | 'stalled'; readonly reason: string };

/** Null while no limit is reached, and while the worker cannot be seen: then it may have ended already. */
export const limitOf = ({ attempt, run, silentForMs }: TaskFacts, context: Context): Limit | null => {
  const { timeoutMs, stallTimeoutMs, maxExtensions } = context.settings.workers;
  if (attempt === null || run === null) return null;
  if (silentForMs > stallTimeoutMs)
    return { kind: 'end', cause: 'stalled', reason: `stalled: no output for ${minutes(stallTimeoutMs)}` };
  const { extensions } = attempt;
  if (elapsedMs(attempt.startedAt, context.snapshot.now) <= timeoutMs * (1 + extensions)) return null;
  const isFresh = silentForMs < stallTimeoutMs / 2;
  if (isFresh && extensions < maxExtensions) return { kind: 'extend', extensions: extensions + 1 };
  const reason = `timeout: ${minutes(timeoutMs)} and ${extensions} extension(s) used up`;
  return { kind: 'end', cause: 'timeout', reason };
};

const minutes = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`;
