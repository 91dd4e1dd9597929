/**
 * The Store of world.ts put together from its tables: one method, one transaction.
 */
import { BugError } from '../../model/failures.ts';
import { keyOf } from '../../model/ids.ts';
import type { TaskMemory } from '../../model/task.ts';
import type { JournalEntry, Store } from '../world.ts';
import { prepareAttempts } from './attempts.ts';
import { noChanges, prepareChanges } from './changes.ts';
import type { Connection } from './connection.ts';
import { prepareControls } from './controls.ts';
import { prepareJournal } from './journal.ts';
import { prepareMemory, prepareOneTask } from './memory.ts';
import { prepareNotes } from './notes.ts';
import { prepareResponses } from './responses.ts';
import { prepareSpending } from './spending.ts';
import { prepareTallies } from './tallies.ts';
import { prepareTasks } from './tasks.ts';

/** What a command that only looks may use. */
export interface StoreReader
  extends Pick<Store, 'readMemory' | 'readJournal' | 'readControlAnswer' | 'close'> {
  /** Also a task that ended too long ago to be part of Memory; null = there is none. */
  readTask(issue: number): TaskMemory | null;
  /** The newest changes of all tasks, at most `limit`, oldest first. */
  readNewestChanges(limit: number): readonly JournalEntry[];
}

/** What a command that asks the daemon for something may use. */
export type StoreControls = Pick<Store, 'addControl' | 'readControlAnswer' | 'savePause' | 'close'>;

type Tables = ReturnType<typeof prepareTables>;

const prepareTables = (connection: Connection) => ({
  tasks: prepareTasks(connection),
  attempts: prepareAttempts(connection),
  journal: prepareJournal(connection),
  controls: prepareControls(connection),
  notes: prepareNotes(connection),
  responses: prepareResponses(connection),
  spending: prepareSpending(connection),
});

const taskMethods = (
  { write }: Connection,
  { tasks, attempts, journal, notes, spending }: Tables,
): Pick<
  Store,
  'rememberTask' | 'rebuildTask' | 'recordChange' | 'patchTask' | 'patchAttempt' | 'openAttempt'
> => ({
  rememberTask: (task, change, at) =>
    write(() => {
      if (tasks.isKnown(task.issue)) return;
      tasks.insert(task, change, at);
      journal.append(change, at);
      notes.clearRefusal(task.issue);
    }),
  rebuildTask: (task, change, at) =>
    write(() => {
      if (tasks.isKnown(task.issue)) return;
      tasks.restore(task);
      for (const attempt of task.attempts) attempts.restore(attempt);
      spending.forgetBefore(at.atMs);
      journal.append(change, at);
      notes.clearRefusal(task.issue);
    }),
  recordChange: (change, at, patch, attempt) =>
    write(() => {
      tasks.change(change, at, patch);
      journal.append(change, at);
      if (!attempt) return;
      const { issue } = attempts.patch(attempt.run, attempt.patch);
      if (issue !== change.issue)
        throw new BugError(`run ${attempt.run} belongs to ${keyOf(issue)}, not to ${keyOf(change.issue)}`);
    }),
  patchTask: (issue, patch) => write(() => tasks.patch(issue, patch)),
  patchAttempt: (run, patch) =>
    write(() => {
      attempts.patch(run, patch);
    }),
  openAttempt: (attempt) =>
    write(() => {
      if (!tasks.isKnown(attempt.issue)) throw new BugError(`${keyOf(attempt.issue)} is not in the store`);
      attempts.insert(attempt);
    }),
});

/** The whole store on a connection that may write. Drops responses that are no longer worth their room. */
export const storeOn = (connection: Connection): Omit<Store, 'isShortOfRoom'> => {
  const { read, write, writeLightly, close } = connection;
  const tables = prepareTables(connection);
  const { controls, journal, notes, responses, spending } = tables;
  writeLightly(responses.prune);
  if (!read(spending.isKnown)) write(spending.restore);
  return {
    ...taskMethods(connection, tables),
    readMemory: prepareMemory(connection, prepareChanges(connection)),
    readTallies: prepareTallies(connection),
    saveTrouble: (issue, trouble) => write(() => notes.saveTrouble(issue, trouble)),
    clearTrouble: (issue, action) => write(() => notes.clearTrouble(issue, action)),
    addRefusal: (refusal) => write(() => notes.saveRefusal(refusal)),
    addControl: (control) => write(() => controls.insert(control)),
    hearComments: (memory, asked) =>
      write(() => {
        for (const control of asked) controls.insert(control);
        notes.saveHeard(memory);
      }),
    markTold: (id) => write(() => controls.markTold(id)),
    savePause: (pause) => write(() => notes.savePause(pause)),
    noteCleanUp: (at) => write(() => notes.noteCleanUp(at)),
    noteWorktreeMade: () => write(notes.noteWorktreeMade),
    answerControl: (id, answer, at) => write(() => controls.answer(id, answer, at)),
    readControlAnswer: (id) => read(() => controls.readAnswer(id)),
    countControls: () => read(controls.count),
    patchGitHub: (patch) => write(() => notes.patchGitHub(patch)),
    saveLedger: (memory) => write(() => notes.saveLedger(memory)),
    readJournal: (issue) => read(() => journal.readOf(issue)),
    readResponse: (key) => read(() => responses.read(key)),
    saveResponse: (key, response) => writeLightly(() => responses.save(key, response)),
    close,
  };
};

/** The reading part, on a connection that need not be allowed to write. */
export const readerOn = (connection: Connection): StoreReader => {
  const journal = prepareJournal(connection);
  const controls = prepareControls(connection);
  return {
    readMemory: prepareMemory(connection, noChanges),
    readTask: prepareOneTask(connection),
    readJournal: (issue) => connection.read(() => journal.readOf(issue)),
    readNewestChanges: (limit) => connection.read(() => journal.readNewest(limit)),
    readControlAnswer: (id) => connection.read(() => controls.readAnswer(id)),
    close: connection.close,
  };
};

/** The asking part. */
export const controlsOn = (connection: Connection): StoreControls => {
  const controls = prepareControls(connection);
  const notes = prepareNotes(connection);
  return {
    savePause: (pause) => connection.write(() => notes.savePause(pause)),
    addControl: (control) => connection.write(() => controls.insert(control)),
    readControlAnswer: (id) => connection.read(() => controls.readAnswer(id)),
    close: connection.close,
  };
};
