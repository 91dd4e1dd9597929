/**
 * Sums over the changes of state in the journal. Of rows that the journal does not keep they stand in `notes`: a counter
 * that fell with a restart would be counted a second time by whoever watches it.
 */
import type { ChangeTally, Tallies } from '../../model/tallies.ts';
import { isTerminal, type TaskState } from '../../model/task.ts';
import type { Connection } from './connection.ts';
import { isList, isNumber, isShaped, parseDocument } from './shape.ts';

/** Key of the sums in `notes`. */
const CHANGES_KEY = 'changes';

const SELECT_CHANGES = `
  SELECT id, issue, document ->> '$.from' AS "from", document ->> '$.to' AS "to", document ->> '$.at.atMs' AS atMs
  FROM journal WHERE id > ? AND id <= ? AND json_valid(document) ORDER BY id`;

interface ChangeRow {
  readonly id: number;
  readonly issue: number;
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly atMs: number;
}

/** What is known after the row `upTo`, and needed to go on behind it. */
interface ChangeSums {
  upTo: number;
  readonly changes: Map<string, ChangeTally>;
  /** When each task was taken up (again) that has not ended since. */
  readonly takenUpAtMs: Map<number, number>;
  readonly completionsMs: number[];
}

const keyOf = ({ from, to }: Pick<ChangeTally, 'from' | 'to'>): string => `${from}>${to}`;

const addRow = (sums: ChangeSums, { id, issue, from, to, atMs }: ChangeRow): void => {
  const { changes, takenUpAtMs, completionsMs } = sums;
  const key = keyOf({ from, to });
  changes.set(key, { from, to, count: (changes.get(key)?.count ?? 0) + 1 });
  if (from === null || isTerminal(from)) takenUpAtMs.set(issue, atMs);
  const beganAtMs = takenUpAtMs.get(issue);
  if (to === 'completed' && beganAtMs !== undefined && beganAtMs < atMs) completionsMs.push(atMs - beganAtMs);
  if (isTerminal(to)) takenUpAtMs.delete(issue);
  sums.upTo = id;
};

interface Document {
  readonly upTo: number;
  readonly changes: readonly ChangeTally[];
  readonly takenUpAtMs: readonly (readonly [number, number])[];
  readonly completionsMs: readonly number[];
}

const isDocument = isShaped({ upTo: isNumber, changes: isList, takenUpAtMs: isList, completionsMs: isList });

const documentOf = ({ upTo, changes, takenUpAtMs, completionsMs }: ChangeSums): Document => ({
  ...{ upTo, completionsMs },
  changes: [...changes.values()],
  takenUpAtMs: [...takenUpAtMs],
});

/** Without a note, or with one that cannot be read, the sums are those of the rows there are. */
const sumsOf = (text: string | undefined): ChangeSums => {
  const read = text === undefined ? null : (parseDocument(text, isDocument) as Document | null);
  return {
    upTo: read?.upTo ?? 0,
    changes: new Map(read?.changes.map((tally) => [keyOf(tally), tally])),
    takenUpAtMs: new Map(read?.takenUpAtMs),
    completionsMs: [...(read?.completionsMs ?? [])],
  };
};

/** The statements; each function runs inside the caller's transaction. */
export const prepareChangeSums = ({ db }: Connection) => {
  const get = db.prepare('SELECT document FROM notes WHERE key = ?');
  const put = db.prepare('REPLACE INTO notes (key, document) VALUES (?, ?)');
  const select = db.prepare(SELECT_CHANGES);
  const first = db.prepare('SELECT min(id) AS id FROM journal');
  const readNoted = (): ChangeSums => sumsOf(get.get(CHANGES_KEY)?.document as string | undefined);
  const addRows = (sums: ChangeSums, upTo: number): void => {
    for (const row of select.all(sums.upTo, upTo) as unknown as ChangeRow[]) addRow(sums, row);
  };
  let kept: ChangeSums | null = null;
  return {
    /** Takes the rows up to this one into the note: they may go. */
    fold: (upTo: number): void => {
      const sums = readNoted();
      addRows(sums, upTo);
      put.run(CHANGES_KEY, JSON.stringify(documentOf({ ...sums, upTo })));
    },
    /** Over all changes that ever were; only what is newer is read again. */
    read: (): Pick<Tallies, 'changes' | 'completionsMs'> => {
      const isBehind = kept === null || Number(first.get()?.id ?? 0) > kept.upTo + 1;
      const sums = kept === null || isBehind ? readNoted() : kept;
      addRows(sums, Number.MAX_SAFE_INTEGER);
      kept = sums;
      return { changes: [...sums.changes.values()], completionsMs: [...sums.completionsMs] };
    },
  };
};
