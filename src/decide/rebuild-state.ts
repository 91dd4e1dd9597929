/**
 * Which state follows from what is left of a task whose memory was lost. What wins on contradiction: a process that may
 * live, over the ledger; the ledger's row, over everything else; then a pull request, the labels, a question, the records of runs. What is not known is waited for.
 */
import type { StopCause } from '../model/attempt.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Seen } from '../model/seen.ts';
import type { IssueRow, Labelling, PullRow } from '../model/snapshot.ts';
import { isTerminal, type PullRequestRef } from '../model/task.ts';
import type { IssueTraces, TracedRow, TracedRun } from '../model/traces.ts';
import type { Listing } from './facts.ts';
import type { RebuiltState } from './transitions.ts';
import { isShutdownReason, isStopReason } from './wishes.ts';

/** Everything that is left of one task. */
export interface Trail {
  readonly issue: number;
  readonly row: TracedRow | null;
  readonly traces: IssueTraces | null;
  readonly listing: Listing;
  readonly issueRow: IssueRow | null;
  readonly labelling: Seen<Labelling> | undefined;
  /** Those of the task's branch, newest first. */
  readonly pulls: readonly PullRow[];
}

/** What the task was. `run`: its latest attempt is watched, or judged, by its record. */
export interface RebuiltAs {
  readonly kind: 'task';
  readonly state: RebuiltState;
  readonly reason: string;
  readonly run?: TracedRun;
  readonly pull?: PullRequestRef;
  /** The latest attempt was told to end, or was ended, for this. */
  readonly stop?: { readonly cause: StopCause; readonly reason: string };
}

/** `wait`: something is not known yet. `none`: it is an issue like any other. */
export type Judgement = RebuiltAs | { readonly kind: 'wait' } | { readonly kind: 'none' };

/** Rows tell whole minutes. */
const minuteMs = 60_000;

const as = (state: RebuiltState, reason: string, more: Partial<RebuiltAs> = {}): RebuiltAs => ({
  kind: 'task',
  state,
  reason,
  ...more,
});

/** The table (docs/decisions/0010-lost-memory.md). */
export const judgeTrail = (trail: Trail): Judgement => {
  const run = trail.traces?.runs.at(-1) ?? null;
  const found = run !== null && mayLive(run) ? whileLive(trail, run) : afterwards(trail, run);
  return found.kind === 'task' ? permitted(found, trail) : found;
};

/** True while a process of the run exists, may exist, or may come to exist. */
export const mayLive = ({ seen }: TracedRun): boolean =>
  ['live', 'claimed', 'draining', 'orphaned', 'unclaimed'].includes(seen.kind);

const whileLive = ({ row, pulls }: Trail, run: TracedRun): Judgement => {
  const record = row?.record;
  if (record?.wrote === 'completed' && !isOutdated(record, run)) return { ...completed(record, pulls), run };
  if (record?.wrote === 'active' && record.state === 'stopping' && record.reason !== null)
    return as('stopping', record.reason, { run, stop: stopOf(record.reason) });
  return as('running', `attempt ${run.about.attempt.number} went on while its memory was lost`, { run });
};

const afterwards = (trail: Trail, run: TracedRun | null): Judgement => {
  const record = trail.row?.record ?? null;
  if (record === null) return withoutRow(trail, run);
  switch (record.wrote) {
    case 'completed':
      return completed(record, trail.pulls);
    case 'failed':
      return as('failed', record.reason ?? 'failed, according to tasks.md');
    case 'cancelled':
      return ended(record.reason, trail);
    case 'active':
      return afterActive(trail, record, run);
    case 'blocked':
      return afterBlocked(trail, record);
    case 'pending':
      return byOpenPull(trail.pulls) ?? as('queued', 'it was Pending in tasks.md');
  }
};

/** The row was not written since the run began: the ledger could not be brought up to date any more, or it is not ours. */
const isOutdated = ({ atMs }: LedgerRecord, { about }: TracedRun): boolean =>
  atMs === null || about.attempt.startedAt.atMs >= atMs + minuteMs;

const toBeJudged = (run: TracedRun): RebuiltAs =>
  as('running', `attempt ${run.about.attempt.number} ended while its memory was lost`, { run });

const refOf = ({ number, url, state }: PullRow): PullRequestRef => ({ number, url, state });

/** The row names its pull request; how that stands now is GitHub's to say. */
const completed = ({ pullRequest }: LedgerRecord, pulls: readonly PullRow[]): RebuiltAs => {
  const listed = pulls.find(({ number }) => pullRequest === null || number === pullRequest.number);
  if (listed !== undefined) return as('completed', `PR #${listed.number}`, { pull: refOf(listed) });
  if (pullRequest === null) return as('completed', 'completed, according to tasks.md');
  // Not among the latest hundred, so how it stands is not known: taken for open, it ends nothing and removes nothing.
  return as('completed', `PR #${pullRequest.number}`, { pull: { ...pullRequest, state: 'open' } });
};

const byOpenPull = (pulls: readonly PullRow[]): RebuiltAs | null => {
  const open = pulls.find(({ state }) => state === 'open');
  return open === undefined
    ? null
    : as('completed', `PR #${open.number} was there already`, { pull: refOf(open) });
};

/** Open, or merged since: what an attempt that began then has brought about. */
const byPullSince = (pulls: readonly PullRow[], sinceMs: number | null): RebuiltAs | null => {
  const merged = pulls.find(
    ({ state, updatedAtMs }) => state === 'merged' && sinceMs !== null && updatedAtMs >= sinceMs,
  );
  return (
    byOpenPull(pulls) ??
    (merged === undefined ? null : as('completed', `PR #${merged.number}`, { pull: refOf(merged) }))
  );
};

const stopOf = (reason: string): NonNullable<RebuiltAs['stop']> => {
  if (isShutdownReason(reason)) return { cause: 'shutdown', reason };
  if (!isStopReason(reason)) return { cause: 'cancel', reason };
  return { cause: reason.startsWith('coordinator kill') ? 'kill' : 'stop', reason };
};

/** Stopped, cancelled, or stopped only by the end of the coordinator, after which it goes on. */
const ended = (reason: string | null, { pulls, row }: Trail): RebuiltAs => {
  if (reason === null) return as('cancelled', 'cancelled, according to tasks.md');
  const stop = stopOf(reason);
  if (stop.cause === 'cancel') return as('cancelled', reason);
  if (stop.cause !== 'shutdown') return as('stopped', reason);
  return (
    byPullSince(pulls, row?.record.atMs ?? null) ??
    as('queued', 'goes on after the coordinator was stopped', { stop })
  );
};

const afterActive = (trail: Trail, record: LedgerRecord, run: TracedRun | null): Judgement => {
  const isLatest = run !== null && run.about.attempt.number >= (record.attempt ?? 0);
  const isStopping = record.state === 'stopping' && record.reason !== null;
  if (isLatest && isStopping) return as('stopping', record.reason, { run, stop: stopOf(record.reason) });
  if (isLatest && record.state !== 'preparing') return toBeJudged(run);
  const proof = byPullSince(trail.pulls, record.atMs);
  if (proof !== null) return proof;
  if (isStopping) return ended(record.reason, trail);
  if (trail.traces?.question != null) return blocked(trail.traces.question);
  return as('queued', 'tasks.md calls it Active, but nothing of its worker is left here');
};

const blocked = (question: string): RebuiltAs =>
  as('blocked', question.trim().split('\n', 1)[0]?.slice(0, 200) || 'BLOCKED.md');

const afterBlocked = ({ traces }: Trail, record: LedgerRecord): RebuiltAs => {
  if (traces?.hasWorktree === true && traces.question === null) return as('queued', 'BLOCKED.md was removed');
  return as('blocked', record.reason ?? 'blocked, according to tasks.md');
};

/** Without a row only an issue that is still wanted matters. */
const withoutRow = ({ listing, issueRow, traces, pulls }: Trail, run: TracedRun | null): Judgement => {
  if (listing !== 'listed' || traces === null) return { kind: 'none' };
  const isTried = traces.logCount > 0 || run !== null;
  const merged = pulls.find(({ state }) => state === 'merged');
  const open = byOpenPull(pulls);
  if (open !== null) return open;
  if (merged !== undefined && isTried)
    return as('completed', `PR #${merged.number}`, { pull: refOf(merged) });
  if (isTried && issueRow?.labels.includes('rpi-failed') === true)
    return as('failed', 'failed, according to its label rpi-failed');
  if (traces.question !== null) return blocked(traces.question);
  if (run === null) return isTried ? as('queued', `attempt ${traces.logCount} left a log`) : { kind: 'none' };
  const wasEnded = run.seen.kind === 'ended' && run.seen.exit.why !== 'self';
  return wasEnded
    ? as('stopped', 'its worker was ended on request; by whom is not known any more')
    : toBeJudged(run);
};

/** Nothing is queued again, or waits for a person, that no trusted person has labelled; a run has its own approval. */
const permitted = (found: RebuiltAs, trail: Trail): Judgement => {
  const { listing, labelling } = trail;
  if (found.run !== undefined) return found;
  const isUnknown = listing === 'listed' && labelling?.kind !== 'known';
  if (isTerminal(found.state)) return isUnknown ? { kind: 'wait' } : found;
  switch (listing) {
    case 'closed':
      return as('cancelled', 'the issue was closed');
    case 'unlabelled':
      return as('cancelled', 'the label was removed');
    case 'gone':
      return as('cancelled', 'the issue was deleted or moved away');
    case 'unknown':
      return { kind: 'wait' };
    case 'listed':
      if (labelling?.kind !== 'known') return { kind: 'wait' };
      return labelling.value.trusted ? found : { kind: 'none' };
  }
};
