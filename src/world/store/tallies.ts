/**
 * What is counted over everything that ever happened. Changes are counted once, and an attempt that ended long ago
 * changes no more: only what is newer is read again, and without a change nothing is.
 */
import { type AttemptTally, attemptTallyOf, type Tallies } from '../../model/tallies.ts';
import type { TaskState } from '../../model/task.ts';
import { prepareChangeSums } from './change-sums.ts';
import type { Connection, Revision } from './connection.ts';
import { type AttemptRow, attemptOf } from './rows.ts';

/** So long after its end an attempt is done with: judged, and its log read. */
const settledMs = 3_600_000;

const SELECT_ATTEMPTS = `
  SELECT opened, run, issue, number, phase, document FROM attempts WHERE opened > ? ORDER BY opened`;

/** A function that reads the tallies; it returns the same object until something was written. */
export const prepareTallies = (connection: Connection): ((nowMs: number) => Tallies) => {
  const readAttempts = prepareAttemptTallies(connection);
  const changes = prepareChangeSums(connection);
  const counts = connection.db.prepare('SELECT state, count(*) AS count FROM tasks GROUP BY state');
  let kept: { readonly revision: Revision; readonly tallies: Tallies } | null = null;
  return (nowMs) => {
    const revision = connection.revision();
    if (kept?.revision.own === revision.own && kept.revision.foreign === revision.foreign)
      return kept.tallies;
    const tallies = connection.read(() => {
      const states = counts.all() as unknown as { readonly state: TaskState; readonly count: number }[];
      const taskCounts = new Map(states.map(({ state, count }) => [state, count]));
      return { attempts: readAttempts(nowMs), ...changes.read(), taskCounts };
    });
    kept = { revision, tallies };
    return tallies;
  };
};

type OpenedRow = AttemptRow & { readonly opened: number };

const prepareAttemptTallies = ({ db }: Connection) => {
  const select = db.prepare(SELECT_ATTEMPTS);
  const settled: AttemptTally[] = [];
  let settledUpTo = 0;
  return (nowMs: number): readonly AttemptTally[] => {
    const rest: AttemptTally[] = [];
    for (const row of select.all(settledUpTo) as unknown as OpenedRow[]) {
      const attempt = attemptOf(row);
      const isSettled = attempt === null || nowMs - (attempt.endedAt?.atMs ?? nowMs) > settledMs;
      const tally = attempt === null ? [] : [attemptTallyOf(attempt)];
      if (isSettled && rest.length === 0) {
        settled.push(...tally);
        settledUpTo = row.opened;
      } else rest.push(...tally);
    }
    return [...settled, ...rest];
  };
};
