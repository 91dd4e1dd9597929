/**
 * The real store, as one daemon sees it: every write may fail for lack of disk, and is a place to die at.
 */
import type { Store } from '../../src/world/world.ts';
import { assertAlive, effect, failIfDue, type Reach } from './faults.ts';
import type { TaskRules } from './rules-tasks.ts';

export const createStoreDoor = (store: Store, reach: Reach, rules: TaskRules): Store => {
  const write = <T>(name: string, body: () => T): T =>
    effect(reach, `store: ${name}`, () => {
      failIfDue(reach, 'disk');
      return body();
    });
  const read = <T>(body: () => T): T => {
    assertAlive(reach);
    return body();
  };
  const taskOf = (issue: number) => store.readMemory().tasks.find((task) => task.issue === issue) ?? null;
  const attemptOf = (run: string) =>
    store
      .readMemory()
      .tasks.flatMap(({ attempts }) => attempts)
      .find((attempt) => attempt.run === run);
  return {
    readMemory: () => read(store.readMemory),
    readTallies: (nowMs) => read(() => store.readTallies(nowMs)),
    rememberTask: (task, change, at) =>
      write(`remember gh-${task.issue}`, () => {
        const isNew = taskOf(task.issue) === null;
        store.rememberTask(task, change, at);
        if (isNew) rules.onChange(change, null, {});
      }),
    rebuildTask: (task, change, at) =>
      write(`rebuild gh-${task.issue}`, () => {
        const isNew = taskOf(task.issue) === null;
        store.rebuildTask(task, change, at);
        if (isNew) rules.onRebuilt(change);
      }),
    recordChange: (change, at, patch, attempt) =>
      write(`change gh-${change.issue}`, () => {
        const before = taskOf(change.issue);
        const attemptBefore = attempt === undefined ? undefined : attemptOf(attempt.run);
        store.recordChange(change, at, patch, attempt);
        rules.onChange(change, before, { patch, attempt: attempt?.patch });
        if (attemptBefore !== undefined && attempt !== undefined)
          rules.onAttempt(attemptBefore, attempt.patch);
      }),
    patchTask: (issue, patch) =>
      write(`patch gh-${issue} ${JSON.stringify(patch).slice(0, 120)}`, () => store.patchTask(issue, patch)),
    patchAttempt: (run, patch) =>
      write(`patch ${run.slice(0, 8)} ${JSON.stringify(patch).slice(0, 120)}`, () => {
        const before = attemptOf(run);
        store.patchAttempt(run, patch);
        if (before !== undefined) rules.onAttempt(before, patch);
      }),
    openAttempt: (attempt) => write(`open ${attempt.run}`, () => store.openAttempt(attempt)),
    saveTrouble: (issue, trouble) =>
      write(`trouble gh-${issue} ${trouble.action}: ${trouble.message}`, () => {
        rules.onTrouble(taskOf(issue), trouble);
        store.saveTrouble(issue, trouble);
      }),
    clearTrouble: (issue, action) => write(`clear ${action}`, () => store.clearTrouble(issue, action)),
    addRefusal: (refusal) => write(`refuse gh-${refusal.issue}`, () => store.addRefusal(refusal)),
    hearComments: (memory, controls) =>
      write(`hear up to ${memory.newestId}, ${controls.length} asked`, () =>
        store.hearComments(memory, controls),
      ),
    markTold: (id) => write(`told ${id}`, () => store.markTold(id)),
    savePause: (pause) => write(`pause ${pause?.by}`, () => store.savePause(pause)),
    noteCleanUp: (at) => write('cleaned up', () => store.noteCleanUp(at)),
    noteWorktreeMade: () => write('worktree made', () => store.noteWorktreeMade()),
    addControl: (control) => store.addControl(control),
    answerControl: (id, answer, at) =>
      write(`answer ${id}: ${answer.answer}`, () => {
        const control = store.readMemory().controls.find((one) => one.id === id);
        store.answerControl(id, answer, at);
        if (control !== undefined) reach.witness.end(control.issue, `control-${control.kind}`);
      }),
    readControlAnswer: (id) => read(() => store.readControlAnswer(id)),
    countControls: () => read(store.countControls),
    saveLedger: (memory) => write('ledger', () => store.saveLedger(memory)),
    patchGitHub: (patch) => write('standing', () => store.patchGitHub(patch)),
    readJournal: (issue) => read(() => store.readJournal(issue)),
    readResponse: (key) => read(() => store.readResponse(key)),
    saveResponse: (key, response) => store.saveResponse(key, response),
    isShortOfRoom: () => false,
    close: () => undefined,
  };
};
