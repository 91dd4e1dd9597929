/**
 * `coordinator logs N`: the raw log of an attempt, byte for byte.
 */
import type { Attempt } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { followFile } from '../world/logs.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import { type Clone, openClone, type PlaceRequest } from './workplace.ts';

export interface LogsRequest extends PlaceRequest {
  readonly issue: string;
  readonly follow: boolean;
  readonly stderr: boolean;
  /** Number of the attempt; undefined = the latest. */
  readonly attempt?: number | undefined;
  readonly write: (chunk: Uint8Array) => void;
}

/** Writes the log; with `follow` until its worker has ended. @throws UsageError no such task or attempt. */
export const showLogs = async (request: LogsRequest): Promise<number> => {
  const clone = await openClone(request);
  const attempt = readAttempt(clone, request);
  const path = request.stderr ? attempt.logPath.replace(/\.jsonl$/, '.stderr.log') : attempt.logPath;
  const isOver = (): boolean =>
    !request.follow || readAttempt(clone, { ...request, attempt: attempt.number }).phase === 'ended';
  await followFile({ path, write: request.write, isOver });
  return 0;
};

const readAttempt = ({ paths }: Clone, request: LogsRequest): Attempt => {
  const issue = parseIssue(request.issue);
  const store = openStoreForReading({ path: paths.storePath });
  try {
    const tasks = store?.readMemory().tasks ?? [];
    const task = tasks.find((candidate) => candidate.issue === issue);
    if (task === undefined)
      throw new UsageError(`there is no task ${keyOf(issue)}`, {
        fix: nearestIssues(
          issue,
          tasks.map((one) => one.issue),
        ),
        exitCode: 1,
      });
    return pickAttempt(task.attempts, { key: keyOf(issue), number: request.attempt });
  } finally {
    store?.close();
  }
};

const pickAttempt = (
  attempts: readonly Attempt[],
  { key, number }: { readonly key: string; readonly number: number | undefined },
): Attempt => {
  const found =
    number === undefined ? attempts.at(-1) : attempts.find((attempt) => attempt.number === number);
  if (found !== undefined) return found;
  if (number === undefined)
    throw new UsageError(`${key} has no log yet: no worker was started`, {
      fix: 'See: coordinator status',
      exitCode: 1,
    });
  const numbers = attempts.map((attempt) => attempt.number).join(', ');
  throw new UsageError(`${key} has no attempt ${number}`, {
    fix: `Attempts: ${numbers || 'none'}`,
    exitCode: 1,
  });
};
