/**
 * What is left of the task gh-7 where memory was lost: builders of traces.
 */
import type { ExitRecord, RunSeen } from '../../src/model/attempt.ts';
import type { LedgerRecord, LedgerSection } from '../../src/model/ledger.ts';
import { known } from '../../src/model/seen.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import type { IssueTraces, TracedRow, TracedRun, Traces } from '../../src/model/traces.ts';
import { anAttempt, aTask, at, exitOf, runOf } from './remembered.ts';
import { aLabelling, anIssue, type GivenWorld, stepsOf } from './snapshots.ts';

/** A worker that lives. */
export const live: RunSeen = { kind: 'live', workerPid: 4242, lastOutputAtMs: null };
/** A worker that ended with this code. */
export const ended = (code: number, why: ExitRecord['why'] = 'self'): RunSeen => ({
  kind: 'ended',
  exit: exitOf(code, why),
});

/** A row as the coordinator wrote it, and where it stands now. */
export const aRow = (
  wrote: LedgerSection,
  given: Partial<LedgerRecord> & { readonly section?: LedgerSection } = {},
): TracedRow => {
  const { section = wrote, ...more } = given;
  const isLive = wrote === 'active' || wrote === 'blocked' || wrote === 'pending';
  const mark = wrote === 'completed' ? 'ticked' : isLive ? 'open' : 'cancelled';
  const record: LedgerRecord = {
    issue: 7,
    wrote,
    title: 'Title from the row',
    priority: isLive ? 2 : null,
    pullRequest: null,
    worker: null,
    branch: null,
    attempt: wrote === 'active' ? 1 : null,
    state: wrote === 'active' ? 'running' : null,
    reason: null,
    atMs: wrote === 'pending' ? null : at(-300).atMs,
    hasLog: false,
    commit: null,
    ...more,
  };
  const entry = { section, mark, struck: false, cancelReason: null, legacyCancel: false } as const;
  return { record, entries: [{ issue: 7, priority: record.priority, ...entry }] };
};

/** A run that began 400 seconds ago. */
export const aRun = (seen: RunSeen, number = 1): TracedRun => {
  const task = aTask();
  const attempt = anAttempt({ number, startedAt: at(-400) });
  return { run: runOf(7, number), seen, about: { task, attempt } };
};

/** What this machine has of the task: a log and a worktree. */
export const traced = (given: Partial<IssueTraces> = {}): IssueTraces => ({
  logCount: given.runs?.length ?? 1,
  logsPath: '/repository/logs/gh-7',
  hasWorktree: true,
  question: null,
  runs: [],
  ...given,
});

/** What is left, and what else is known of the world. */
export interface Given extends GivenWorld {
  readonly row?: TracedRow;
  readonly on?: IssueTraces | null;
}

/** The world with these traces; the issue is open and labelled by mona. */
export const worldOf = ({ row, on = traced(), ...world }: Given): GivenWorld => {
  const traces: Traces = {
    rows: new Map(row === undefined ? [] : [[7, row]]),
    issues: new Map(on === null ? [] : [[7, on]]),
  };
  return {
    issues: [anIssue()],
    labellings: { 7: aLabelling() },
    traces: known(traces, 1),
    ledger: {
      memory: null,
      seen: known({ text: 'text', parse: { kind: 'block', entries: [], sections: [] } }, 1),
    },
    ...world,
  };
};

/** What is planned, without what is told on GitHub. */
export const plan = (given: Given) => stepsOf(worldOf(given));
/** The kinds of what is planned. */
export const kinds = (given: Given) => plan(given).map(({ kind }) => kind);
/** The task as it is rebuilt; undefined = it is not. */
export const rebuilt = (given: Given): TaskMemory | undefined =>
  plan(given)
    .filter((action) => action.kind === 'rebuild-task')
    .at(0)?.task;

/** `failed: exited 1`, or `nothing`. */
export const stateOf = (given: Given): string => {
  const task = rebuilt(given);
  return task === undefined ? 'nothing' : `${task.recorded.state}: ${task.recorded.reason}`;
};

/** The pull request that a row names. */
export const linked = { number: 70, url: 'https://github.com/acme/api/pull/70' };
