/**
 * What bounds one run, as it is written on the command line: `--issues 12,15`, `--start-at +2h`, `--results FILE`.
 */
import { resolve } from 'node:path';
import { parseWhen } from '../config/when.ts';
import { UsageError } from '../model/failures.ts';
import type { RunBounds } from '../model/settings.ts';
import { dateOf, minuteOf, utcMinuteOf } from '../render/utc-time.ts';
import { unwritableBecause } from '../world/files/writable.ts';
import { parseIssue } from './issue-argument.ts';

/** Options as they were written. */
export interface BoundsWritten {
  readonly issues?: string | undefined;
  readonly startAt?: string | undefined;
}

/** The bounds. @throws UsageError an option says something else. */
export const parseBounds = (
  { issues, startAt }: BoundsWritten,
  clock: { readonly nowMs: number; readonly utcOffsetMs: number },
): RunBounds => ({
  issues: issues === undefined ? null : parseIssues(issues),
  startAt: startAt === undefined ? null : parseStart(startAt, clock),
});

const parseIssues = (written: string): readonly number[] => {
  const parts = written.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length > 0) return [...new Set(parts.map(parseIssue))];
  throw new UsageError('--issues names no issue', { fix: 'Write their numbers: --issues 12,15' });
};

const parseStart = (
  written: string,
  clock: { readonly nowMs: number; readonly utcOffsetMs: number },
): NonNullable<RunBounds['startAt']> => {
  const atMs = parseWhen(written, clock);
  if (atMs === undefined)
    throw new UsageError(`--start-at "${written}" is no time`, {
      fix: 'Write 18:30 (local time), +2h, or ISO 8601 such as 2026-11-25T18:30.',
    });
  if (atMs > clock.nowMs) return { atMs, text: utcMinuteOf(atMs) };
  const localMs = atMs + clock.utcOffsetMs;
  throw new UsageError(`--start-at "${written}" is over: it was ${dateOf(localMs)} ${minuteOf(localMs)}`, {
    fix: 'Leave it out to start at once.',
  });
};

/**
 * Where the results go: an absolute path, `-` for standard output, null for nowhere. Looked at before anything begins.
 * @throws UsageError they could not be written there.
 */
export const requireResultsPath = (written: string | undefined, cwd: string): string | null => {
  if (written === undefined || written === '-') return written ?? null;
  const path = resolve(cwd, written);
  const why = unwritableBecause(path);
  if (why === null) return path;
  throw new UsageError(`--results ${written} cannot be written: ${why}`, {
    fix: 'Name a file in a directory that is there and may be written, or - for standard output.',
  });
};
