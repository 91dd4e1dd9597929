/**
 * Whether a worker goes on, as far as that was seen: by its output, else by its commits and changed files.
 */
import { elapsedMs } from '../model/instant.ts';
import type { Look, TreeChange } from '../model/look.ts';
import { clockTime } from './clock-time.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';

/** `seen` also where it could not be told: a limit is put off then. `not-looked`: not since it was reached. */
export type Progress =
  | { readonly kind: 'seen'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-looked' };

/**
 * How long the worker has done nothing that counts. Where its log tells what its agent does, that is the time without
 * progress: retries and errors are none. Elsewhere any output counts.
 */
export const idleForMsOf = (facts: TaskFacts): number => toldIdleMs(facts) ?? facts.silentForMs;

/** What its log tells; null while nothing of the log's own form was seen. */
const toldIdleMs = ({ log }: TaskFacts): number | null =>
  log?.kind === 'known' && log.value.account.status !== null ? log.value.idleForMs : null;

/** `no output for 10m`, or `no progress for 10m; last: retry 4 of 10: 529`. */
export const idleText = (facts: TaskFacts, ms: number): string => {
  if (toldIdleMs(facts) === null) return `no output for ${shortOf(ms)}`;
  const complaint = facts.log?.kind === 'known' ? facts.log.value.complaint : null;
  return `no progress for ${shortOf(ms)}${complaint === null ? '' : `; last: ${complaint}`}`;
};

/** What speaks for putting off a limit that was reached `overMs` milliseconds ago. */
export const progressOf = (facts: TaskFacts, context: Context, overMs: number): Progress => {
  const { look } = facts;
  const freshMs = context.settings.workers.stallTimeoutMs / 2;
  // A watch that began anew, after a restart or a gap, counts as output: what it missed speaks against nobody.
  if (idleForMsOf(facts) < freshMs)
    return { kind: 'seen', text: `it wrote within the last ${shortOf(freshMs)}, or was not watched` };
  if (look === null || !isLookedAtWithin(facts, context, overMs)) return { kind: 'not-looked' };
  if (look.tree.kind === 'unknown') return { kind: 'seen', text: `cannot be told: ${lineOf(look.tree.why)}` };
  if (look.before === null)
    return { kind: 'seen', text: 'cannot be told: its worktree was looked at only once' };
  const { change } = look;
  // However long git took to tell: what the latest look has found is fresh.
  const isLatest = change?.at.uptimeMs === look.at.uptimeMs;
  if (change === null || !(isLatest || elapsedMs(change.at, context.snapshot.now) < freshMs))
    return { kind: 'none' };
  return { kind: 'seen', text: textOf(change) };
};

/** True when the latest look began within the last so many milliseconds. */
export const isLookedAtWithin = ({ look }: TaskFacts, { snapshot }: Context, ms: number): boolean =>
  look !== null && elapsedMs(look.at, snapshot.now) <= ms;

/** The clock of the file system may be this much behind ours. */
const coarseMs = 20;

/** A wall clock that lost more than this since the start was set back: file times tell nothing then. */
const setBackMs = 5000;

/** True when anything was done in the worktree since the start, or when that cannot be ruled out. */
export const isTreeMoved = (
  { tree, change }: Look,
  { attempt, task }: TaskFacts,
  context: Context,
): boolean => {
  if (change !== null) return true;
  if (attempt === null || tree.kind === 'unknown') return false;
  const { startedAt } = attempt;
  const { now } = context.snapshot;
  const { headSha, commitCount, newestChangeAtMs } = tree.value;
  const isSetBack = now.atMs - startedAt.atMs < elapsedMs(startedAt, now) - setBackMs;
  const isNewer = newestChangeAtMs !== null && newestChangeAtMs >= startedAt.atMs - coarseMs;
  // A memory that was lost does not know what the attempt began with.
  const isMoved = task.baseSha === null ? commitCount > 0 : headSha !== task.baseSha;
  return isSetBack || isNewer || isMoved;
};

/** `2 commits since 14:18 UTC`. */
const textOf = ({ since, before, after }: TreeChange): string => {
  const commits = after.commitCount - before.commitCount;
  const moved = commits > 0 ? `${commits} commit${commits === 1 ? '' : 's'}` : 'its branch moved';
  return `${before.headSha === after.headSha ? 'changed files' : moved} since ${clockTime(since.atMs)} UTC`;
};

const lineOf = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';

/** `90s`, `10m`. */
export const shortOf = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`;
