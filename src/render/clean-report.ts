/**
 * What `coordinator clean` says: one line per worktree, what to do where one was kept, and how much was freed.
 */
import type { CleanAnswer } from '../answers/tasks.ts';
import { keyOf } from '../model/ids.ts';
import { keptBecause, type Removal, type Risk } from '../model/removal.ts';
import { renderBytes } from './bytes.ts';
import { oneLineOf } from './plain-text.ts';

/** `pending`: a running coordinator has not answered yet. `refused`: it was not looked at at all. */
export type CleanOutcome = 'removed' | 'kept' | 'absent' | 'refused' | 'pending';

/** One worktree. */
export interface CleanRow {
  readonly issue: number;
  /** Absolute. */
  readonly path: string;
  readonly outcome: CleanOutcome;
  /** One line about it, without the issue. */
  readonly text: string;
  /** Why it is kept, or would be saved first. */
  readonly risks: readonly Risk[];
  readonly freedBytes: number;
  readonly saved: Extract<Removal, { kind: 'removed' }>['saved'];
}

/** The coordinator's own files that are older than anybody needs them. */
export interface Tidied {
  readonly runCount: number;
  readonly registrationCount: number;
}

export interface CleanReport {
  readonly isDryRun: boolean;
  readonly rows: readonly CleanRow[];
  readonly tidied: Tidied;
}

const words: Readonly<Record<CleanOutcome, readonly [string, string]>> = {
  removed: ['removed', 'would go'],
  kept: ['kept', 'would stay'],
  absent: ['gone', 'gone'],
  refused: ['refused', 'refused'],
  pending: ['noted', 'noted'],
};

/** The lines for people. */
export const renderCleanReport = ({ isDryRun, rows, tidied }: CleanReport): string => {
  const lines = rows.flatMap((row) => linesOf(row, isDryRun));
  const freed = rows.reduce((sum, { freedBytes }) => sum + freedBytes, 0);
  const total = freed > 0 && rows.length > 1 ? [`${renderBytes(freed)} freed`] : [];
  const all = [...lines, ...total, ...tidiedLines(tidied, isDryRun)];
  return all.length === 0 ? 'nothing to clean' : all.join('\n');
};

const linesOf = ({ issue, outcome, text, risks }: CleanRow, isDryRun: boolean): readonly string[] => {
  const word = words[outcome][isDryRun ? 1 : 0];
  const line = `${keyOf(issue).padEnd(8)}  ${word.padEnd(10)}  ${oneLineOf(text)}`;
  if (outcome !== 'kept') return [line];
  const fixes = [...new Set(risks.map(({ fix }) => fix))];
  if (risks.some(({ canBeSaved }) => canBeSaved) && risks.every(({ canBeSaved }) => canBeSaved))
    fixes.push(`Or save it first and remove the worktree: coordinator clean ${issue} --force`);
  return [line, ...fixes.map((fix) => `${' '.repeat(22)}${oneLineOf(fix)}`)];
};

const tidiedLines = ({ runCount, registrationCount }: Tidied, isDryRun: boolean): readonly string[] => {
  const parts = [
    ...(runCount > 0 ? [`${runCount} old run record${runCount === 1 ? '' : 's'}`] : []),
    ...(registrationCount > 0
      ? [`${registrationCount} old registration${registrationCount === 1 ? '' : 's'} of worktrees`]
      : []),
  ];
  return parts.length === 0 ? [] : [`${isDryRun ? 'would go' : 'removed'}, too: ${parts.join(', ')}`];
};

/** What a worktree would lose, for a dry run. */
export const foreseenText = (risks: readonly Risk[], isForced: boolean): string => {
  if (risks.length === 0) return 'nothing is at risk';
  return isForced ? `saved first: ${keptBecause(risks)}` : keptBecause(risks);
};

/** The report for programs; fields are added, never renamed. */
export const cleanJsonOf = ({ isDryRun, rows, tidied }: CleanReport): CleanAnswer => ({
  dryRun: isDryRun,
  freedBytes: rows.reduce((sum, { freedBytes }) => sum + freedBytes, 0),
  worktrees: rows.map(({ issue, path, outcome, text, risks, freedBytes, saved }) => ({
    issue,
    key: keyOf(issue),
    worktree: path,
    outcome,
    text,
    risks: risks.map(({ kind, text: what, fix, canBeSaved }) => ({ kind, text: what, fix, canBeSaved })),
    freedBytes,
    saved: saved === null ? null : { ref: saved.ref, files: saved.filesPath },
  })),
  tidied: { runs: tidied.runCount, registrations: tidied.registrationCount },
});
