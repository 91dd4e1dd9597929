/**
 * What ended attempts have spent, summed as they are written: the sum of all of them would be read at every tick otherwise.
 */
import type { Attempt } from '../../model/attempt.ts';
import { noSpending, type Spending, withAttempt } from '../../model/spending.ts';
import type { Connection } from './connection.ts';
import { type AttemptRow, attemptOf, type DocumentRow, spendingOf } from './rows.ts';

/** Key of the sums in `notes`. */
export const SPENDING_KEY = 'spending';

/** The statements; each function runs inside the caller's transaction. */
export const prepareSpending = ({ db }: Connection) => {
  const get = db.prepare('SELECT document FROM notes WHERE key = ?');
  const put = db.prepare('REPLACE INTO notes (key, document) VALUES (?, ?)');
  const all = db.prepare('SELECT run, issue, number, phase, document FROM attempts ORDER BY opened');

  const read = (): Spending | null => {
    const row = get.get(SPENDING_KEY) as unknown as DocumentRow | undefined;
    return row === undefined ? null : spendingOf(row);
  };
  const save = (spending: Spending): void => {
    put.run(SPENDING_KEY, JSON.stringify(spending));
  };
  const sumOfAll = (): Spending =>
    (all.all() as unknown as AttemptRow[])
      .map(attemptOf)
      .reduce((sum, attempt) => (attempt === null ? sum : withAttempt(sum, null, attempt)), noSpending);
  return {
    isKnown: (): boolean => read() !== null,
    /** Sums all attempts there are; for where the sums are missing or cannot be read. */
    restore: (): void => save(sumOfAll()),
    /** What became of one attempt; `before` null: it is new. */
    count: (before: Attempt | null, after: Attempt): void => {
      const spending = read();
      // Sums that cannot be read are made anew of what there is, the present change included.
      const next = spending === null ? sumOfAll() : withAttempt(spending, before, after);
      if (next !== spending) save(next);
    },
    /** What was spent before this instant (epoch milliseconds) is not known any more. */
    forgetBefore: (atMs: number): void => save({ ...(read() ?? sumOfAll()), unknownBeforeMs: atMs }),
  };
};
