/**
 * Writes to attempts. Each function runs inside the caller's transaction.
 */
import type { Attempt, AttemptPatch } from '../../model/attempt.ts';
import { BugError } from '../../model/failures.ts';
import { keyOf, type RunId } from '../../model/ids.ts';
import type { Connection } from './connection.ts';
import { type AttemptRow, attemptDocumentOf, attemptOf } from './rows.ts';
import { prepareSpending } from './spending.ts';

const PHASE_RANK: Readonly<Record<Attempt['phase'], number>> = { intent: 0, running: 1, ended: 2 };

const nameOf = (attempt: Attempt): string => `attempt ${attempt.number} of ${keyOf(attempt.issue)}`;

/** The attempt table's statements; what attempts have spent is summed with them. */
export const prepareAttempts = (connection: Connection) => {
  const { db } = connection;
  const spending = prepareSpending(connection);
  const select = db.prepare('SELECT run, issue, number, phase, document FROM attempts WHERE run = ?');
  const selectLive = db.prepare("SELECT run FROM attempts WHERE issue = ? AND phase <> 'ended'");
  const insert = db.prepare(
    'INSERT INTO attempts (run, issue, number, phase, document) VALUES (?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE attempts SET phase = ?, document = ? WHERE run = ?');

  const readAttempt = (run: RunId): Attempt => {
    const row = select.get(run) as unknown as AttemptRow | undefined;
    const attempt = row && attemptOf(row);
    if (!attempt) throw new BugError(`run ${run} is not in the store`);
    return attempt;
  };

  return {
    /** @throws BugError when the issue has a live attempt, or one with this number, already. */
    insert: (attempt: Attempt): void => {
      const { run, issue, number, phase } = attempt;
      if (phase !== 'intent') throw new BugError(`${nameOf(attempt)} would begin as ${phase}`);
      const live = selectLive.get(issue);
      if (live) throw new BugError(`${keyOf(issue)} has a live attempt already: run ${String(live.run)}`);
      insert.run(run, issue, number, phase, attemptDocumentOf(attempt));
    },
    /** An attempt of a memory that was lost, in whatever phase it is. */
    restore: (attempt: Attempt): void => {
      const { run, issue, number, phase } = attempt;
      insert.run(run, issue, number, phase, attemptDocumentOf(attempt));
      spending.count(null, attempt);
    },
    /** @throws BugError when the run is unknown, or its phase would go backwards. */
    patch: (run: RunId, patch: AttemptPatch): Attempt => {
      const before = readAttempt(run);
      const after = { ...before, ...patch };
      if (PHASE_RANK[after.phase] < PHASE_RANK[before.phase])
        throw new BugError(`${nameOf(before)} cannot go from ${before.phase} to ${after.phase}`);
      update.run(after.phase, attemptDocumentOf(after), run);
      spending.count(before, after);
      return after;
    },
  };
};
