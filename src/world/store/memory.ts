/**
 * Memory, read as one and kept until something was written. Rows that cannot be read are left out; the next opening
 * sets them aside and says so.
 */
import type { Attempt } from '../../model/attempt.ts';
import { noStanding } from '../../model/github.ts';
import type { Instant } from '../../model/instant.ts';
import type { Memory } from '../../model/snapshot.ts';
import type { TaskMemory, Trouble } from '../../model/task.ts';
import type { Connection } from './connection.ts';
import { GITHUB_KEY, HEARD_KEY, LEDGER_KEY, PAUSE_KEY } from './notes.ts';
import {
  type AttemptRow,
  acknowledgementOf,
  attemptOf,
  controlOf,
  type DocumentRow,
  heardOf,
  ledgerOf,
  pauseOf,
  refusalOf,
  standingOf,
  type TaskRow,
  taskOf,
  troubleOf,
} from './rows.ts';

/** So many ended tasks are part of Memory; older ones stay in the database. */
const ENDED_COUNT = 500;

const ENDED = "state IN ('completed', 'failed', 'stopped', 'cancelled')";

/** Answered, asked for in a comment, and not shown there yet. */
const UNTOLD = `json_valid(document) AND document ->> '$.from.commentId' IS NOT NULL
  AND json_valid(answer) AND answer ->> '$.told' IS NULL`;

// An ended task that something still hangs on is always part of Memory, however old it is.
const SELECT_TASKS = `
  SELECT issue, state, document FROM tasks WHERE issue IN (
    SELECT issue FROM tasks WHERE state NOT IN ('completed', 'failed', 'stopped', 'cancelled')
    UNION SELECT issue FROM attempts WHERE phase <> 'ended'
    UNION SELECT document ->> 'issue' FROM controls WHERE answer IS NULL AND json_valid(document)
    UNION SELECT document ->> 'issue' FROM controls WHERE ${UNTOLD}
    UNION SELECT issue FROM (SELECT issue FROM tasks WHERE ${ENDED} ORDER BY since_ms DESC LIMIT ${ENDED_COUNT})
  ) ORDER BY issue`;

const SELECT_ATTEMPTS = `
  SELECT run, issue, number, phase, document FROM attempts
  WHERE issue IN (SELECT value FROM json_each(?)) ORDER BY issue, number`;

const SELECT_TROUBLES = `
  SELECT issue, document FROM troubles
  WHERE issue IN (SELECT value FROM json_each(?)) ORDER BY issue, action`;

const prepareAll = ({ db }: Connection) => ({
  tasks: db.prepare(SELECT_TASKS),
  issues: db.prepare('SELECT issue FROM tasks'),
  attempts: db.prepare(SELECT_ATTEMPTS),
  troubles: db.prepare(SELECT_TROUBLES),
  refusals: db.prepare('SELECT document FROM refusals ORDER BY issue'),
  controls: db.prepare('SELECT id, document FROM controls WHERE answer IS NULL ORDER BY id'),
  untold: db.prepare(`SELECT id, document, answer FROM controls WHERE ${UNTOLD} ORDER BY id`),
  note: db.prepare('SELECT document FROM notes WHERE key = ?'),
  ownTroubles: db.prepare('SELECT document FROM troubles WHERE issue = 0 ORDER BY action'),
  newest: db.prepare('SELECT run, issue, number, phase, document FROM attempts ORDER BY opened DESC LIMIT 1'),
});

type Statements = ReturnType<typeof prepareAll>;

const isRead = <T>(item: T | null): item is T => item !== null;

/** Understands rows; one that has not changed since the look before is not understood anew. */
const createReader = <Row extends { readonly document: string }, T>(how: {
  readonly parse: (row: Row) => T | null;
  readonly keyOf: (row: Row) => string;
}): ((rows: readonly Row[]) => readonly T[]) => {
  let known = new Map<string, { readonly document: string; readonly parsed: T | null }>();
  return (rows) => {
    const next: typeof known = new Map();
    for (const row of rows) {
      const key = how.keyOf(row);
      const before = known.get(key);
      const { document } = row;
      next.set(key, before?.document === document ? before : { document, parsed: how.parse(row) });
    }
    known = next;
    return [...next.values()].map(({ parsed }) => parsed).filter(isRead);
  };
};

const createReaders = () => ({
  tasks: createReader({ parse: taskOf, keyOf: ({ issue, state }: TaskRow) => `${issue} ${state}` }),
  attempts: createReader({ parse: attemptOf, keyOf: ({ run, phase }: AttemptRow) => `${run} ${phase}` }),
});

type Readers = ReturnType<typeof createReaders>;

const readTasks = (statements: Statements, readers: Readers): readonly TaskMemory[] => {
  const tasks = readers.tasks(statements.tasks.all() as unknown as TaskRow[]);
  const issues = JSON.stringify(tasks.map(({ issue }) => issue));
  const attempts = Map.groupBy(
    readers.attempts(statements.attempts.all(issues) as unknown as AttemptRow[]),
    (attempt: Attempt) => attempt.issue,
  );
  const troubles = new Map<number, Trouble[]>();
  for (const row of statements.troubles.all(issues) as unknown as (DocumentRow & { issue: number })[]) {
    const trouble = troubleOf(row);
    if (trouble) troubles.set(row.issue, [...(troubles.get(row.issue) ?? []), trouble]);
  }
  return tasks.map((task) => ({
    ...task,
    attempts: attempts.get(task.issue) ?? [],
    troubles: troubles.get(task.issue) ?? [],
  }));
};

const readLastStart = (statements: Statements): Instant | null => {
  const row = statements.newest.get() as unknown as AttemptRow | undefined;
  return (row && attemptOf(row)?.startedAt) ?? null;
};

const readAll = (statements: Statements, readers: Readers): Memory => {
  const noted = <T>(key: string, parse: (row: DocumentRow) => T | null): T | null => {
    const row = statements.note.get(key) as unknown as DocumentRow | undefined;
    return row ? parse(row) : null;
  };
  return {
    tasks: readTasks(statements, readers),
    knownIssues: new Set((statements.issues.all() as unknown as TaskRow[]).map(({ issue }) => issue)),
    refusals: (statements.refusals.all() as unknown as DocumentRow[]).map(refusalOf).filter(isRead),
    controls: (statements.controls.all() as unknown as Parameters<typeof controlOf>[0][])
      .map(controlOf)
      .filter(isRead),
    acknowledgements: (statements.untold.all() as unknown as Parameters<typeof acknowledgementOf>[0][])
      .map(acknowledgementOf)
      .filter(isRead),
    heard: noted(HEARD_KEY, heardOf),
    pause: noted(PAUSE_KEY, pauseOf),
    ledger: noted(LEDGER_KEY, ledgerOf),
    ownTroubles: (statements.ownTroubles.all() as unknown as DocumentRow[]).map(troubleOf).filter(isRead),
    lastStartAt: readLastStart(statements),
    github: noted(GITHUB_KEY, standingOf) ?? noStanding,
  };
};

/** A function that reads Memory; it returns the same object until something was written, here or elsewhere. */
export const prepareMemory = (connection: Connection): (() => Memory) => {
  const statements = prepareAll(connection);
  const readers = createReaders();
  let kept: { readonly revision: string; readonly memory: Memory } | null = null;
  return () => {
    // Asked before reading: a write in between then only causes one more read.
    const revision = connection.revision();
    if (kept?.revision !== revision)
      kept = { revision, memory: connection.read(() => readAll(statements, readers)) };
    return kept.memory;
  };
};
