import { describe, expect, it } from 'vitest';
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import { commentViewOf } from '../../src/decide/telling.ts';
import { type Action, type ActionKind, isRecord, laneOf } from '../../src/model/action.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, runOf } from '../support/remembered.ts';

const issue = 7;
const run = runOf(7, 1);
const view = ledgerViewOf([], settingsOf());
const change = { issue, from: null, to: 'queued', reason: '', evidence: [] } as const;
const refusal = { issue, title: '', login: 'eve', labelledAtMs: 0, ground: '' };

/** One action of each kind. */
const actions: { readonly [Kind in ActionKind]: Extract<Action, { kind: Kind }> } = {
  'remember-task': { kind: 'remember-task', task: aTask(), change },
  'rebuild-task': { kind: 'rebuild-task', task: aTask(), change },
  'accept-ledger': { kind: 'accept-ledger', text: '', entries: [] },
  'record-change': { kind: 'record-change', change },
  'record-facts': { kind: 'record-facts', issue },
  'refuse-issue': { kind: 'refuse-issue', refusal },
  'answer-control': { kind: 'answer-control', control: 1, accepted: true, answer: '' },
  'create-worktree': { kind: 'create-worktree', issue, attempt: 1 },
  'start-worker': { kind: 'start-worker', issue, attempt: 1, slot: 0 },
  'resolve-intent': { kind: 'resolve-intent', issue, run },
  'stop-worker': { kind: 'stop-worker', issue, run, cause: 'stop', level: 'term' },
  'sweep-worker': { kind: 'sweep-worker', issue, run },
  'save-work': { kind: 'save-work', issue, reason: '' },
  'push-branch': { kind: 'push-branch', issue, sha: '' },
  'open-pull-request': { kind: 'open-pull-request', issue },
  'remove-worktree': { kind: 'remove-worktree', issue, force: false, control: null },
  'mend-worktrees': { kind: 'mend-worktrees', cause: 'look' },
  'lift-stop': { kind: 'lift-stop', issue, modifiedAtMs: 0 },
  'write-ledger': { kind: 'write-ledger', view, expectedText: null },
  'restore-ledger': { kind: 'restore-ledger', view, why: '' },
  'write-comment': { kind: 'write-comment', issue, view: commentViewOf(aTask(), settingsOf()) },
  'set-label': { kind: 'set-label', issue, label: null },
  'greet-issue': { kind: 'greet-issue', issue },
  'acknowledge-comment': {
    ...{ kind: 'acknowledge-comment', issue, control: 1, commentId: 1, accepted: true, answer: '' },
  },
  'hear-comments': {
    ...{ kind: 'hear-comments', heard: { newestId: 1, waiting: [] }, controls: [], ignored: [] },
  },
  'set-pause': { kind: 'set-pause', pause: null },
};

describe('lanes', () => {
  it.each([
    [
      'memory',
      [
        'remember-task',
        'rebuild-task',
        'accept-ledger',
        'record-change',
        'record-facts',
        'refuse-issue',
        'hear-comments',
        'set-pause',
        'answer-control',
      ],
    ],
    ['ledger', ['write-ledger', 'restore-ledger']],
    ['mend', ['mend-worktrees']],
    ['stop/7', ['stop-worker', 'sweep-worker', 'lift-stop']],
    ['tell/7', ['write-comment', 'set-label', 'greet-issue', 'acknowledge-comment']],
    [
      'work/7',
      [
        'create-worktree',
        'start-worker',
        'resolve-intent',
        'save-work',
        'remove-worktree',
        'push-branch',
        'open-pull-request',
      ],
    ],
  ] satisfies readonly (readonly [string, readonly ActionKind[]])[])('%s: %j', (lane, kinds) => {
    const found = Object.values(actions).filter((action) => laneOf(action) === lane);
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted());
  });

  it('of two tasks are two', () => {
    expect(laneOf({ kind: 'save-work', issue: 8, reason: '' })).toBe('work/8');
  });

  it('records are exactly what only changes our own memory', () => {
    for (const action of Object.values(actions)) expect(isRecord(action)).toBe(laneOf(action) === 'memory');
  });
});
