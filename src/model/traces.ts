/**
 * Traces: what is left of the coordinator's earlier life where its memory was lost. They are looked for only as long as
 * memory has never taken a ledger over.
 */
import type { Attempt, RunSeen } from './attempt.ts';
import type { RunId } from './ids.ts';
import type { LedgerEntry, LedgerRecord } from './ledger.ts';
import type { TaskMemory } from './task.ts';

/** What a run directory says of its task and attempt, as they stood when the run was started. */
export interface RunAbout {
  readonly task: Pick<
    TaskMemory,
    | 'issue'
    | 'title'
    | 'url'
    | 'createdAtMs'
    | 'branch'
    | 'worktreePath'
    | 'approval'
    | 'approvedText'
    | 'labelPriority'
    | 'ledgerPriority'
  >;
  readonly attempt: Pick<
    Attempt,
    | 'number'
    | 'round'
    | 'agent'
    | 'model'
    | 'timeoutMs'
    | 'resumes'
    | 'slot'
    | 'startedAt'
    | 'priorPull'
    | 'logPath'
  >;
}

/** One run that has a directory. */
export interface TracedRun {
  readonly run: RunId;
  readonly about: RunAbout;
  readonly seen: RunSeen;
}

/** What this machine has of one issue. */
export interface IssueTraces {
  /** The highest number that a log carries; 0 = there is no log. */
  readonly logCount: number;
  /** Directory of its logs. */
  readonly logsPath: string;
  readonly hasWorktree: boolean;
  /** Text of `BLOCKED.md` in the worktree; null = no such file. */
  readonly question: string | null;
  /** By attempt number. */
  readonly runs: readonly TracedRun[];
}

/** All rows of one issue as they stand in the block, and what they tell. */
export interface TracedRow {
  readonly entries: readonly LedgerEntry[];
  readonly record: LedgerRecord;
}

/** Everything found, by issue. */
export interface Traces {
  readonly rows: ReadonlyMap<number, TracedRow>;
  readonly issues: ReadonlyMap<number, IssueTraces>;
}
