/**
 * Memory was lost (deleted, or damaged and set aside): tasks are rebuilt from what the ledger, GitHub, git, the logs and
 * the run directories tell, before the ledger is written again. Must hold: no row vanishes before its task is remembered
 * or given up aloud; nothing that ended is taken in anew; an issue with traces that cannot be judged yet is left alone.
 */
import type { Action } from '../model/action.ts';
import type { Seen } from '../model/seen.ts';
import type { PullRow, Snapshot } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import type { Traces } from '../model/traces.ts';
import type { Context } from './context.ts';
import { listingOf } from './facts.ts';
import type { Placing } from './intake.ts';
import { isEditedRow } from './rebuild-ledger.ts';
import { type Judgement, judgeTrail, mayLive, type Trail } from './rebuild-state.ts';
import { rebuiltTaskOf } from './rebuild-task.ts';

/** What is to be done about a lost memory, and what has to wait for it. */
export interface Rebuild {
  readonly actions: readonly Action[];
  /** Something is still to be rebuilt: the ledger must not be written yet. */
  readonly isOpen: boolean;
  /** True for an issue that must not be taken in as a new one. */
  holds(issue: number): boolean;
  /** Why a queued task must not start yet; null when nothing speaks against it. */
  holdOf(task: TaskMemory): string | null;
}

const nothing: Rebuild = { actions: [], isOpen: false, holds: () => false, holdOf: () => null };

/** What is rebuilt in this tick. */
export const decideRebuild = (context: Context, placing: Placing): Rebuild => {
  const { snapshot } = context;
  const { traces, memory } = snapshot;
  if (traces === null) return nothing;
  const holdOf = (task: TaskMemory): string | null => holdOfRebuilt(task, traces);
  if (traces.kind === 'unknown') return { actions: [], isOpen: true, holds: () => true, holdOf };
  const issues = [...new Set([...traces.value.rows.keys(), ...traces.value.issues.keys()])];
  const lost = issues.filter((issue) => !memory.knownIssues.has(issue));
  if (lost.length === 0) return { ...nothing, holdOf };
  const isBlind = snapshot.remote?.issues.kind !== 'known' || snapshot.remote.pulls.kind !== 'known';
  if (isBlind || snapshot.shuttingDown) return { actions: [], isOpen: true, holds: () => true, holdOf };
  const judged = lost.map((issue) => judge(issue, traces.value, { ...context, placing }));
  const left = judged.filter(({ found }) => found.kind !== 'none');
  const leftIssues = new Set(left.map(({ trail }) => trail.issue));
  return {
    actions: left.flatMap(({ trail, found }) =>
      found.kind === 'task' ? [rebuild(rebuiltTaskOf({ ...context, placing, trail, found }))] : [],
    ),
    isOpen: left.length > 0,
    holds: (issue) => leftIssues.has(issue),
    holdOf,
  };
};

/** A rebuilt task waits until its row, which a person may have edited while nothing ran, has been read as an edit too. */
const holdOfRebuilt = ({ issue, recorded }: TaskMemory, traces: Seen<Traces>): string | null => {
  if (!recorded.evidence.some(({ kind }) => kind === 'memory')) return null;
  const row = traces.kind === 'known' ? traces.value.rows.get(issue) : undefined;
  const isUnread = traces.kind === 'unknown' || (row !== undefined && isEditedRow(row));
  return isUnread ? 'waiting for tasks.md to be read' : null;
};

interface Judged {
  readonly trail: Trail;
  readonly found: Judgement;
}

const judge = (
  issue: number,
  traces: Traces,
  { snapshot, settings, placing }: Context & { readonly placing: Placing },
): Judged => {
  const { remote, strays } = snapshot;
  const row = traces.rows.get(issue) ?? null;
  const found = traces.issues.get(issue) ?? null;
  const { listing, row: issueRow } = listingOf(issue, remote, settings.github.label);
  const branch = found?.runs.at(-1)?.about.task.branch ?? row?.record.branch ?? placing(issue).branch;
  const trail: Trail = {
    issue,
    row,
    traces: found,
    listing,
    issueRow,
    labelling: remote?.labellings.get(issue),
    pulls: pullsOf(branch, snapshot),
  };
  // A worker that cannot be adopted is waited for: what it leaves decides.
  const isStray = strays.has(issue) && !(found?.runs.some(mayLive) ?? false);
  return { trail, found: isStray ? { kind: 'wait' } : judgeTrail(trail) };
};

const pullsOf = (branch: string, { remote }: Snapshot): readonly PullRow[] =>
  remote?.pulls.kind === 'known' ? remote.pulls.value.filter((pull) => pull.branch === branch) : [];

const rebuild = (task: TaskMemory): Action => {
  const { state: to, reason, evidence } = task.recorded;
  return { kind: 'rebuild-task', task, change: { issue: task.issue, from: null, to, reason, evidence } };
};
