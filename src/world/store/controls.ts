/**
 * Requests: from the command line, written by its process, answered by the daemon, the answer read by its process again;
 * or from comments, where the answer is shown.
 */
import { BugError } from '../../model/failures.ts';
import type { Instant } from '../../model/instant.ts';
import type { Control } from '../../model/snapshot.ts';
import type { ControlAnswer } from '../world.ts';
import type { Connection } from './connection.ts';
import { answerOf } from './rows.ts';

/** The control table's statements; writes run inside the caller's transaction. */
export const prepareControls = ({ db }: Connection) => {
  const insert = db.prepare('INSERT INTO controls (document) VALUES (?)');
  const find = db.prepare(
    "SELECT id FROM controls WHERE json_valid(document) AND document ->> '$.from.commentId' = ?",
  );
  const tell = db.prepare(
    "UPDATE controls SET answer = json_set(answer, '$.told', json('true')) WHERE id = ? AND json_valid(answer)",
  );
  const select = db.prepare('SELECT answer FROM controls WHERE id = ?');
  const update = db.prepare('UPDATE controls SET answer = ? WHERE id = ? AND answer IS NULL');
  const count = db.prepare('SELECT count(*) AS waiting FROM controls WHERE answer IS NULL');
  return {
    /** A comment is one request: the second time nothing is inserted. */
    insert: (control: Omit<Control, 'id'>): number => {
      const { kind, issue, reason, at, from } = control;
      const known = from && find.get(from.commentId);
      if (known) return Number(known.id);
      return Number(insert.run(JSON.stringify({ kind, issue, reason, at, from })).lastInsertRowid);
    },
    /** Its answer stands in the comment's thread. */
    markTold: (id: number): void => {
      tell.run(id);
    },
    /** The first answer stands. @throws BugError when there is no such request. */
    answer: (id: number, { accepted, answer }: ControlAnswer, at: Instant): void => {
      const { changes } = update.run(JSON.stringify({ accepted, answer, at }), id);
      if (changes === 0 && select.get(id) === undefined) throw new BugError(`there is no request ${id}`);
    },
    readAnswer: (id: number): ControlAnswer | null => {
      const answer = select.get(id)?.answer;
      return typeof answer === 'string' ? answerOf(answer) : null;
    },
    count: (): number => Number(count.get()?.waiting),
  };
};
