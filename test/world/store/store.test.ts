import { describe, expect, it } from 'vitest';
import { BugError } from '../../../src/model/failures.ts';
import type { LedgerMemory } from '../../../src/model/ledger.ts';
import { emptyMemory } from '../../../src/model/snapshot.ts';
import type { Trouble } from '../../../src/model/task.ts';
import { openStoreForControls, openStoreForReading } from '../../../src/world/store/visit-store.ts';
import type { Store } from '../../../src/world/world.ts';
import { attempt, change, instant, task } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const onlyTask = (store: Store) => {
  const [first, ...rest] = store.readMemory().tasks;
  expect(rest).toEqual([]);
  if (!first) throw new Error('no task');
  return first;
};

const trouble = (action: string): Trouble => ({
  action,
  class: 'transient',
  message: 'no network',
  fix: null,
  tries: 1,
  at: instant(7),
  retryAfterMs: null,
});

describe('memory', () => {
  it('is empty at first', () => {
    expect(open(stateFile())).toMatchObject({ notices: [] });
    expect(open(stateFile()).store.readMemory()).toEqual(emptyMemory);
  });

  it('gives back a task as it was remembered, also after a restart', () => {
    const file = stateFile();
    const store = openWithTask(file);
    const recorded = {
      state: 'queued',
      reason: 'why',
      sinceMs: 5_000,
      evidence: change(1, null, 'queued').evidence,
    };
    expect(onlyTask(store)).toEqual({ ...task(1), recorded });
    store.close();
    expect(onlyTask(open(file).store)).toEqual({ ...task(1), recorded });
  });

  it('gives back what was heard, asked, answered and paused, also after a restart', () => {
    const file = stateFile();
    const store = openWithTask(file);
    const comment = { id: 8, issue: 1, login: 'eve', isBot: false, viaApp: null, atMs: 1, text: '/rpi stop' };
    const heard = { newestId: 9, waiting: [comment] };
    const at = instant(6_000);
    const from = { commentId: 7, login: 'ada', atMs: 1, textKey: null };
    store.hearComments(heard, [{ kind: 'approve', issue: 1, reason: null, at, from }]);
    store.answerControl(1, { accepted: true, answer: 'yes' }, at);
    const pause = { by: null, reason: 'lunch', at, untilMs: 7_000 };
    store.savePause(pause);
    store.close();
    const { store: again, notices } = open(file);
    const acknowledgements = [{ control: 1, issue: 1, commentId: 7, accepted: true, answer: 'yes' }];
    expect(again.readMemory()).toMatchObject({ heard, pause, controls: [], acknowledgements });
    expect(notices).toEqual([]);
  });

  it('keeps the first word about an issue', () => {
    const store = openWithTask();
    store.rememberTask({ ...task(1), title: 'Other' }, change(1, null, 'queued', 'again'), instant(6_000));
    expect(onlyTask(store).title).toBe(task(1).title);
    expect(store.readJournal(1)).toHaveLength(1);
  });

  it('is the same object until something was written, here or by another connection', () => {
    const file = stateFile();
    const store = openWithTask(file);
    const before = store.readMemory();
    store.saveResponse('/issues', { etag: 'e', body: 'b', link: null });
    expect(store.readMemory()).toBe(before);
    store.patchTask(1, { hold: 'x' });
    const after = store.readMemory();
    expect(after).not.toBe(before);
    expect(before.tasks[0]?.hold).toBeNull();
    const controls = openStoreForControls({ path: file });
    controls.addControl({ kind: 'stop', issue: 1, reason: null, at: instant(1) });
    controls.close();
    expect(store.readMemory()).not.toBe(after);
    expect(store.readMemory().controls).toHaveLength(1);
  });

  it('holds all live tasks, the 500 that ended last, and older ones that something hangs on', () => {
    const file = stateFile();
    const { store } = open(file);
    for (let issue = 1; issue <= 505; issue += 1) {
      store.rememberTask(task(issue), change(issue, null, 'queued'), instant(1));
      if (issue !== 2)
        store.recordChange(change(issue, 'queued', 'cancelled'), instant(issue === 505 ? 0 : issue));
    }
    store.addControl({ kind: 'retry', issue: 3, reason: null, at: instant(1) });
    expect(store.readMemory().knownIssues.size).toBe(505);
    const known = new Set(store.readMemory().tasks.map(({ issue }) => issue));
    expect([1, 2, 3, 4, 5, 6, 504, 505].filter((issue) => known.has(issue))).toEqual([2, 3, 5, 6, 504]);
    expect(known.size).toBe(502);
    const reader = openStoreForReading({ path: file });
    expect([1, 600].map((issue) => reader?.readTask(issue)?.recorded.state)).toEqual([
      'cancelled',
      undefined,
    ]);
    reader?.close();
  });
});

describe('recordChange', () => {
  it('changes state, journal, task and attempt at once', () => {
    const store = openWithTask();
    store.recordChange(change(1, 'queued', 'preparing', 'a slot is free'), instant(6_000), { slot: 2 });
    store.openAttempt(attempt(1, 1));
    store.recordChange(
      change(1, 'preparing', 'running', 'started'),
      instant(7_000),
      { hold: null },
      {
        run: 'run-1-1',
        patch: { phase: 'running', workerPid: 42 },
      },
    );
    expect(onlyTask(store)).toMatchObject({
      slot: 2,
      recorded: { state: 'running', reason: 'started', sinceMs: 7_000 },
      attempts: [{ run: 'run-1-1', phase: 'running', workerPid: 42 }],
    });
    expect(store.readJournal(1)).toMatchObject([
      { from: null, to: 'queued', at: instant(5_000) },
      { from: 'queued', to: 'preparing', reason: 'a slot is free', at: instant(6_000) },
      { from: 'preparing', to: 'running', evidence: [{ text: 'seen by started' }] },
    ]);
  });

  const refused: readonly [string, (store: Store) => void][] = [
    ['another state is recorded', (store) => store.recordChange(change(1, 'running', 'failed'), instant(9))],
    ['the task is unknown', (store) => store.recordChange(change(2, 'queued', 'failed'), instant(9))],
    [
      'the run is unknown',
      (store) =>
        store.recordChange(
          change(1, 'queued', 'failed'),
          instant(9),
          { hold: 'x' },
          {
            run: 'none',
            patch: { phase: 'ended' },
          },
        ),
    ],
    [
      'the run is of another issue',
      (store) =>
        store.recordChange(
          change(1, 'queued', 'failed'),
          instant(9),
          { hold: 'x' },
          {
            run: 'run-7-1',
            patch: { phase: 'ended' },
          },
        ),
    ],
  ];
  it.each(refused)('writes nothing when %s', (_, record) => {
    const store = openWithTask();
    store.rememberTask(task(7), change(7, null, 'queued'), instant(5_000));
    store.openAttempt(attempt(7, 1));
    const before = store.readMemory();
    expect(() => record(store)).toThrow(BugError);
    expect(store.readMemory()).toEqual(before);
    expect(store.readJournal(1)).toHaveLength(1);
  });
});

describe('attempts', () => {
  it('are at most one alive per issue', () => {
    const store = openWithTask();
    store.openAttempt(attempt(1, 1));
    expect(() => store.openAttempt(attempt(1, 2))).toThrow(BugError);
    store.patchAttempt('run-1-1', { phase: 'ended', result: 'exited 1', end: { kind: 'lost', why: 'x' } });
    expect(() => store.openAttempt(attempt(1, 1, 'other'))).toThrow(BugError);
    store.openAttempt(attempt(1, 2));
    expect(onlyTask(store).attempts).toEqual([
      { ...attempt(1, 1), phase: 'ended', result: 'exited 1', end: { kind: 'lost', why: 'x' } },
      attempt(1, 2),
    ]);
    expect(store.readMemory().lastStartAt).toEqual(attempt(1, 2).startedAt);
  });

  it('never come back to life, and begin as an intent of a known task', () => {
    const store = openWithTask();
    store.openAttempt(attempt(1, 1));
    store.patchAttempt('run-1-1', { phase: 'ended' });
    store.patchAttempt('run-1-1', { phase: 'ended', result: 'exited 0' });
    expect(() => store.patchAttempt('run-1-1', { phase: 'running' })).toThrow(BugError);
    expect(() => store.patchAttempt('none', {})).toThrow(BugError);
    expect(() => store.openAttempt(attempt(2, 1))).toThrow(BugError);
    expect(() => store.openAttempt({ ...attempt(1, 2), phase: 'running' })).toThrow(BugError);
    expect(onlyTask(store).attempts).toMatchObject([{ phase: 'ended', result: 'exited 0' }]);
  });
});

describe('the rest', () => {
  it('keeps one trouble per action until it is cleared', () => {
    const store = openWithTask();
    store.saveTrouble(1, trouble('push-branch'));
    store.saveTrouble(1, trouble('create-worktree'));
    store.saveTrouble(1, { ...trouble('push-branch'), tries: 2 });
    expect(onlyTask(store).troubles).toEqual([
      trouble('create-worktree'),
      { ...trouble('push-branch'), tries: 2 },
    ]);
    store.clearTrouble(1, 'push-branch');
    store.clearTrouble(1, 'push-branch');
    expect(onlyTask(store).troubles).toEqual([trouble('create-worktree')]);
  });

  it('keeps refusals and the ledger', () => {
    const { store } = open(stateFile());
    const refusal = { issue: 3, title: 't', login: 'eve', labelledAtMs: 1, ground: 'permission: read' };
    const ledger: LedgerMemory = { viewKey: 'k', text: '\uFEFF# x\r\n', entries: [] };
    store.addRefusal(refusal);
    store.addRefusal({ ...refusal, labelledAtMs: 2 });
    store.saveLedger(ledger);
    store.saveLedger({ ...ledger, viewKey: 'l' });
    expect(store.readMemory()).toMatchObject({
      refusals: [{ ...refusal, labelledAtMs: 2 }],
      ledger: { ...ledger, viewKey: 'l' },
    });
  });

  it('forgets the refusal of an issue that becomes a task', () => {
    const { store } = open(stateFile());
    const refusal = { issue: 3, title: 't', login: 'eve', labelledAtMs: 1, ground: 'permission: read' };
    store.addRefusal(refusal);
    store.addRefusal({ ...refusal, issue: 4 });
    store.rememberTask(task(3), change(3, null, 'queued'), instant(5_000));
    expect(store.readMemory().refusals).toEqual([{ ...refusal, issue: 4 }]);
  });

  it('takes requests in order and answers each once', () => {
    const file = stateFile();
    const store = openWithTask(file);
    const controls = openStoreForControls({ path: file });
    const first = controls.addControl({ kind: 'stop', issue: 1, reason: 'wrong', at: instant(1) });
    const second = controls.addControl({ kind: 'retry', issue: 1, reason: null, at: instant(2) });
    expect(store.countControls()).toBe(2);
    expect(store.readMemory().controls).toEqual([
      { id: first, kind: 'stop', issue: 1, reason: 'wrong', at: instant(1) },
      { id: second, kind: 'retry', issue: 1, reason: null, at: instant(2) },
    ]);
    expect(controls.readControlAnswer(first)).toBeNull();
    store.answerControl(first, { accepted: true, answer: 'stopping' }, instant(3));
    store.answerControl(first, { accepted: false, answer: 'again' }, instant(4));
    expect(controls.readControlAnswer(first)).toEqual({ accepted: true, answer: 'stopping' });
    expect(store.countControls()).toBe(1);
    expect(() => store.answerControl(99, { accepted: true, answer: '' }, instant(4))).toThrow(BugError);
    controls.close();
  });

  it('keeps responses by key', () => {
    const { store } = open(stateFile());
    expect(store.readResponse('/a')).toBeNull();
    store.saveResponse('/a', { etag: '"1"', body: '[]', link: null });
    store.saveResponse('/a', { etag: '"2"', body: '[{}]', link: '<x>; rel="next"' });
    expect(store.readResponse('/a')).toEqual({ etag: '"2"', body: '[{}]', link: '<x>; rel="next"' });
  });

  it('can be read by a command while it is in use', () => {
    const file = stateFile();
    expect(openStoreForReading({ path: file })).toBeNull();
    const store = openWithTask(file);
    const reader = openStoreForReading({ path: file });
    expect(reader?.readMemory()).toEqual(store.readMemory());
    store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000));
    expect(reader?.readMemory()).toEqual(store.readMemory());
    expect(reader?.readJournal(1)).toHaveLength(2);
    store.close();
    expect(reader?.readMemory().tasks).toHaveLength(1);
    reader?.close();
  });
});
