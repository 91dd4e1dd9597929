/**
 * What is counted over everything the store remembers. The journal only grows, and an attempt that ended long ago
 * changes no more: only what is newer is read again, and without a change nothing is.
 */
import { type AttemptTally, attemptTallyOf, type ChangeTally, type Tallies } from '../../model/tallies.ts';
import { isTerminal, type TaskState } from '../../model/task.ts';
import type { Connection, Revision } from './connection.ts';
import { type AttemptRow, attemptOf } from './rows.ts';

/** So long after its end an attempt is done with: judged, and its log read. */
const settledMs = 3_600_000;

const SELECT_ATTEMPTS = `
  SELECT opened, run, issue, number, phase, document FROM attempts WHERE opened > ? ORDER BY opened`;

const SELECT_CHANGES = `
  SELECT id, issue, document ->> '$.from' AS "from", document ->> '$.to' AS "to", document ->> '$.at.atMs' AS atMs
  FROM journal WHERE id > ? AND json_valid(document) ORDER BY id`;

/** A function that reads the tallies; it returns the same object until something was written. */
export const prepareTallies = (connection: Connection): ((nowMs: number) => Tallies) => {
  const readAttempts = prepareAttemptTallies(connection);
  const readChanges = prepareChangeTallies(connection);
  const counts = connection.db.prepare('SELECT state, count(*) AS count FROM tasks GROUP BY state');
  let kept: { readonly revision: Revision; readonly tallies: Tallies } | null = null;
  return (nowMs) => {
    const revision = connection.revision();
    if (kept?.revision.own === revision.own && kept.revision.foreign === revision.foreign)
      return kept.tallies;
    const tallies = connection.read(() => {
      const states = counts.all() as unknown as { readonly state: TaskState; readonly count: number }[];
      const taskCounts = new Map(states.map(({ state, count }) => [state, count]));
      return { attempts: readAttempts(nowMs), ...readChanges(), taskCounts };
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

interface ChangeRow {
  readonly id: number;
  readonly issue: number;
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly atMs: number;
}

const prepareChangeTallies = ({ db }: Connection) => {
  const select = db.prepare(SELECT_CHANGES);
  const sums = new Map<string, ChangeTally>();
  const takenUpAtMs = new Map<number, number>();
  const completionsMs: number[] = [];
  let readUpTo = 0;
  return (): Pick<Tallies, 'changes' | 'completionsMs'> => {
    for (const { id, issue, from, to, atMs } of select.all(readUpTo) as unknown as ChangeRow[]) {
      const key = `${from}>${to}`;
      sums.set(key, { from, to, count: (sums.get(key)?.count ?? 0) + 1 });
      if (from === null || isTerminal(from)) takenUpAtMs.set(issue, atMs);
      const beganAtMs = takenUpAtMs.get(issue);
      if (to === 'completed' && beganAtMs !== undefined && beganAtMs < atMs)
        completionsMs.push(atMs - beganAtMs);
      if (isTerminal(to)) takenUpAtMs.delete(issue);
      readUpTo = id;
    }
    return { changes: [...sums.values()], completionsMs: [...completionsMs] };
  };
};
