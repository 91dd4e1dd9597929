/**
 * The limits of a live worker (SPEC section 5): wall clock and silence, with extensions while it visibly goes on, and what
 * its whole tree may use.
 */
import type { Evidence } from '../model/evidence.ts';
import { elapsedMs } from '../model/instant.ts';
import type { WorkerLimits } from '../model/settings.ts';
import { sizeText } from '../model/size.ts';
import type { TreeUsage } from '../model/supervision.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { saw } from './steps.ts';

/** What the limits ask for; `extend`: one more time limit is granted. `reason` is stable text, `seen` may hold figures. */
export type Limit =
  | { readonly kind: 'extend'; readonly extensions: number }
  | {
      readonly kind: 'end';
      readonly cause: 'timeout' | 'stalled' | 'limits';
      readonly reason: string;
      readonly seen: Evidence;
    };

/** Null while no limit is reached, and while the worker cannot be seen: then it may have ended already. */
export const limitOf = (facts: TaskFacts, context: Context): Limit | null => {
  const { attempt, run, silentForMs, usage } = facts;
  const { timeoutMs, stallTimeoutMs, maxExtensions, limits } = context.settings.workers;
  const { now } = context.snapshot;
  if (attempt === null || run === null) return null;
  const excess = usage === null ? null : excessOf(usage, limits);
  if (excess !== null)
    return { kind: 'end', cause: 'limits', ...excess, seen: saw('process', now.atMs, excess.seen) };
  if (silentForMs > stallTimeoutMs)
    return endBy('stalled', { reason: `stalled: no output for ${minutes(stallTimeoutMs)}`, atMs: now.atMs });
  const { extensions } = attempt;
  if (elapsedMs(attempt.startedAt, now) <= timeoutMs * (1 + extensions)) return null;
  const isFresh = silentForMs < stallTimeoutMs / 2;
  if (isFresh && extensions < maxExtensions) return { kind: 'extend', extensions: extensions + 1 };
  const reason = `timeout: ${minutes(timeoutMs)} and ${extensions} extension(s) used up`;
  return endBy('timeout', { reason, atMs: now.atMs });
};

const endBy = (
  cause: 'timeout' | 'stalled',
  { reason, atMs }: { readonly reason: string; readonly atMs: number },
): Limit => ({ kind: 'end', cause, reason, seen: saw('time', atMs, reason) });

/** What a tree goes on using beyond its limits, as a reason and as what was measured. */
const excessOf = (
  { residentBytes, processCount }: TreeUsage,
  limits: WorkerLimits,
): { readonly reason: string; readonly seen: string } | null => {
  const { memoryBytes, processCount: most } = limits;
  if (memoryBytes !== null && residentBytes > memoryBytes)
    return {
      reason: `memory: over workers.limits.memory (${sizeText(memoryBytes)})`,
      seen: `its processes held ${sizeText(residentBytes)} of memory in two looks in a row`,
    };
  if (most !== null && processCount > most)
    return {
      reason: `processes: over workers.limits.processes (${most})`,
      seen: `it had ${processCount} processes in two looks in a row`,
    };
  return null;
};

const minutes = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`;
