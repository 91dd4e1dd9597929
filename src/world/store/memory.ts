/**
 * Memory, read as one and kept until something was written. Rows that cannot be read are left out; the next opening
 * sets them aside and says so.
 */
import type { Attempt } from '../../model/attempt.ts';
import { noStanding } from '../../model/github.ts';
import type { Instant } from '../../model/instant.ts';
import type { Memory } from '../../model/snapshot.ts';
import { noSpending } from '../../model/spending.ts';
import type { TaskMemory } from '../../model/task.ts';
import { noWorktreeErrors } from '../../model/worktree-care.ts';
import type { Changes } from './changes.ts';
import type { Connection, Revision } from './connection.ts';
import { GITHUB_KEY, HEARD_KEY, LEDGER_KEY, PAUSE_KEY, WORKTREES_KEY } from './notes.ts';
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
  spendingOf,
  standingOf,
  type TaskRow,
  taskOf,
  troubleOf,
  worktreeCareOf,
} from './rows.ts';
import { SPENDING_KEY } from './spending.ts';

/** So many ended tasks are part of Memory; older ones stay in the database. */
const ENDED_COUNT = 500;

const ENDED = "state IN ('completed', 'failed', 'stopped', 'cancelled')";

/** Answered, asked for in a comment, and not shown there yet. */
const UNTOLD = `json_valid(document) AND document ->> '$.from.commentId' IS NOT NULL
  AND json_valid(answer) AND answer ->> '$.told' IS NULL`;

// An ended task that something still hangs on is always part of Memory, however old it is.
const SELECT_LISTED = `
  SELECT issue FROM tasks WHERE issue IN (
    SELECT issue FROM tasks WHERE state NOT IN ('completed', 'failed', 'stopped', 'cancelled')
    UNION SELECT issue FROM attempts WHERE phase <> 'ended'
    UNION SELECT document ->> 'issue' FROM controls WHERE answer IS NULL AND json_valid(document)
    UNION SELECT document ->> 'issue' FROM controls WHERE ${UNTOLD}
    UNION SELECT issue FROM (SELECT issue FROM tasks WHERE ${ENDED} ORDER BY since_ms DESC LIMIT ${ENDED_COUNT})
  ) ORDER BY issue`;

const SELECT_TASKS = `
  SELECT issue, state, document FROM tasks
  WHERE issue IN (SELECT value FROM json_each(?))`;

const SELECT_ATTEMPTS = `
  SELECT run, issue, number, phase, document FROM attempts
  WHERE issue IN (SELECT value FROM json_each(?)) ORDER BY issue, number`;

const SELECT_TROUBLES = `
  SELECT issue, document FROM troubles
  WHERE issue IN (SELECT value FROM json_each(?)) ORDER BY issue, action`;

const prepareAll = ({ db }: Connection) => ({
  listed: db.prepare(SELECT_LISTED),
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

/** Tasks by issue as they were understood last; null = its row cannot be read. */
type Kept = ReadonlyMap<number, TaskMemory | null>;

/** The tasks of these issues, read anew. */
const readTasks = (statements: Statements, issues: readonly number[]): Kept => {
  const wanted = JSON.stringify(issues);
  const attempts = Map.groupBy(
    (statements.attempts.all(wanted) as unknown as AttemptRow[]).map(attemptOf).filter(isRead),
    (attempt: Attempt) => attempt.issue,
  );
  const troubles = Map.groupBy(
    statements.troubles.all(wanted) as unknown as (DocumentRow & { readonly issue: number })[],
    ({ issue }) => issue,
  );
  const rows = statements.tasks.all(wanted) as unknown as TaskRow[];
  return new Map(
    rows.map((row) => {
      const task = taskOf(row);
      const { issue } = row;
      const troublesOfIt = (troubles.get(issue) ?? []).map(troubleOf).filter(isRead);
      return [issue, task && { ...task, attempts: attempts.get(issue) ?? [], troubles: troublesOfIt }];
    }),
  );
};

/** All listed tasks: those that are not kept, or were changed since, are read anew. */
const refreshTasks = (statements: Statements, kept: Kept, changed: ReadonlySet<number>): Kept => {
  const listed = (statements.listed.all() as unknown as TaskRow[]).map(({ issue }) => issue);
  const stale = listed.filter((issue) => changed.has(issue) || !kept.has(issue));
  const fresh = stale.length === 0 ? kept : readTasks(statements, stale);
  return new Map(listed.map((issue) => [issue, (fresh.get(issue) ?? kept.get(issue)) || null]));
};

/** Understands one document; the same one is not understood anew. */
const createParser = <T>(parse: (row: DocumentRow) => T | null): ((row: DocumentRow) => T | null) => {
  let last: { readonly document: string; readonly parsed: T | null } | null = null;
  return (row) => {
    if (last?.document !== row.document) last = { document: row.document, parsed: parse(row) };
    return last.parsed;
  };
};

interface Parsers {
  readonly ledger: typeof ledgerOf;
  readonly spending: typeof spendingOf;
}

const readLastStart = (statements: Statements): Instant | null => {
  const row = statements.newest.get() as unknown as AttemptRow | undefined;
  return (row && attemptOf(row)?.startedAt) ?? null;
};

const readAll = (statements: Statements, kept: Kept, parse: Parsers): Memory => {
  const noted = <T>(key: string, parse: (row: DocumentRow) => T | null): T | null => {
    const row = statements.note.get(key) as unknown as DocumentRow | undefined;
    return row ? parse(row) : null;
  };
  return {
    tasks: [...kept.values()].filter(isRead),
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
    ledger: noted(LEDGER_KEY, parse.ledger),
    spending: noted(SPENDING_KEY, parse.spending) ?? noSpending,
    worktreeCare: noted(WORKTREES_KEY, worktreeCareOf) ?? noWorktreeErrors,
    ownTroubles: (statements.ownTroubles.all() as unknown as DocumentRow[]).map(troubleOf).filter(isRead),
    lastStartAt: readLastStart(statements),
    github: noted(GITHUB_KEY, standingOf) ?? noStanding,
  };
};

/** A function that reads one task, however long ago it ended; null = there is none, or its row cannot be read. */
export const prepareOneTask = (connection: Connection): ((issue: number) => TaskMemory | null) => {
  const statements = prepareAll(connection);
  return (issue) => connection.read(() => readTasks(statements, [issue]).get(issue) ?? null);
};

/**
 * A function that reads Memory; it returns the same object until something was written, here or elsewhere. What was
 * written here says which tasks to read anew (changes.ts); after a write from elsewhere all are.
 */
export const prepareMemory = (connection: Connection, changes: Changes): (() => Memory) => {
  const statements = prepareAll(connection);
  const parse = { ledger: createParser(ledgerOf), spending: createParser(spendingOf) };
  let kept: { readonly revision: Revision; readonly tasks: Kept; readonly memory: Memory } | null = null;
  return () => {
    // Asked before reading: a write in between then only causes one more read.
    const revision = connection.revision();
    if (kept?.revision.own === revision.own && kept.revision.foreign === revision.foreign) return kept.memory;
    const before = kept?.revision.foreign === revision.foreign ? kept.tasks : new Map();
    kept = connection.read(() => {
      const tasks = refreshTasks(statements, before, changes.take());
      return { revision, tasks, memory: readAll(statements, tasks, parse) };
    });
    return kept.memory;
  };
};
