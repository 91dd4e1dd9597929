import { describe, expect, it } from 'vitest';
import { commentViewOf } from '../../src/decide/telling.ts';
import { known } from '../../src/model/seen.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  aControl,
  anAttempt,
  anEndedAttempt,
  aTask,
  aTaskWith,
  at,
  type GivenTask,
} from '../support/remembered.ts';
import { aLabelling, aLogSeen, anIssue, aPull, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const stranger = { login: 'mallory', trusted: false, ground: 'permission: read' };
const issues = [anIssue({ textKey: 'another' })];
const queued = [aTask({ state: 'queued' })];

describe('a queued task whose text is not the approved one', () => {
  it.each([
    ['while nobody knows who changed it', {}],
    ['while that cannot be read', { edits: { 7: 'no network' } }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('waits %s', (_, world) => {
    expect(stepsOf({ tasks: queued, issues, ...world })).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { hold: 'waiting for GitHub to tell who edited the issue' },
      },
    ]);
  });

  it.each([
    ['by somebody trusted', { login: 'wren', trusted: true, ground: 'permission: write' }],
    ['by nobody since its approval', null],
  ])('goes on with it when it was changed %s', (_, edit) => {
    expect(stepsOf({ tasks: queued, issues, edits: { 7: edit } })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { approvedText: 'another' } },
    ]);
  });
});

it('a running worker is not touched by an edit', () => {
  const running = aTask({ state: 'running' });
  expect(stepsOf({ tasks: [running], issues, edits: { 7: stranger } })).toEqual([]);
});

describe('an edit by a stranger while a worker runs', () => {
  const live = anAttempt();
  const logs = { [live.run]: known(aLogSeen(), 0) };
  const note = 'edited by mallory (permission: read) after mona had approved it: look before you merge';
  const task = (given: GivenTask = {}) => aTaskWith(live, given);
  const world = { issues, logs, edits: { 7: stranger } };

  it('is said once, and no more while nobody can tell who it was', () => {
    expect(stepsOf({ ...world, tasks: [task()] })).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { hold: note },
        told: { word: 'edited', text: note.replace('edited ', '') },
      },
    ]);
    expect(stepsOf({ ...world, tasks: [task({ hold: note })] })).toEqual([]);
    expect(stepsOf({ ...world, tasks: [task({ hold: note })], edits: {} })).toEqual([]);
    expect(stepsOf({ ...world, tasks: [task({ hold: note })], issues: 'no network' })).toEqual([]);
    expect(stepsOf({ ...world, tasks: [task({ hold: note })], issues: [anIssue()] })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { hold: null } },
    ]);
  });

  it('stays with what the worker has completed, until somebody approves it', () => {
    const ended = aTaskWith(anEndedAttempt());
    const pulls = [aPull()];
    const [change] = stepsOf({ ...world, logs: {}, tasks: [ended], pulls });
    expect(change).toMatchObject({ change: { to: 'completed' }, patch: { hold: note } });
    const settings = settingsOf();
    const done = aTask({ state: 'completed', hold: note });
    expect(commentViewOf(done, settings).edited).toBe(note);
    const from = { commentId: 1, login: 'mona', atMs: 0, textKey: 'another' };
    expect(stepsOf({ ...world, tasks: [done], controls: [aControl('approve', { from })] })).toMatchObject([
      { patch: { approvedText: 'another', hold: null } },
      { accepted: true },
    ]);
  });
});

describe('a task that an edit holds back', () => {
  const held = aTask({ state: 'blocked', question: null, round: 2 });
  const seen = (world: GivenWorld) => stepsOf({ tasks: [held], issues, edits: { 7: stranger }, ...world });

  it('waits', () => {
    expect(seen({})).toEqual([]);
    expect(seen({ worktrees: { 7: { exists: true, blockedFile: null } } })).toEqual([]);
    expect(seen({ labellings: { 7: aLabelling({ trusted: false, atMs: at(-5).atMs }) } })).toEqual([]);
    expect(seen({ labellings: { 7: aLabelling() } })).toEqual([]);
  });

  it('takes a later label by somebody trusted for approval of the text as it is', () => {
    const labelling = aLabelling({ login: 'wren', atMs: at(-5).atMs, textKey: 'another' });
    expect(seen({ labellings: { 7: labelling } })).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { approval: { login: 'wren', atMs: at(-5).atMs }, approvedText: 'another' },
      },
    ]);
  });

  it('goes on in the same round, with its attempts counted as they are', () => {
    const approved = { ...held, approvedText: 'another' };
    expect(stepsOf({ tasks: [approved], issues })).toMatchObject([
      { change: { from: 'blocked', to: 'queued' }, patch: { round: 2 } },
    ]);
  });

  it('is approved by whoever retries it', () => {
    expect(seen({ controls: [aControl('retry')] })).toMatchObject([
      { change: { from: 'blocked', to: 'queued' }, patch: { approvedText: 'another' } },
      { kind: 'answer-control', accepted: true },
    ]);
  });
});

it('a retry of anything else approves no text', () => {
  const failed = aTask({ state: 'failed' });
  const [change] = stepsOf({ tasks: [failed], issues, controls: [aControl('retry')] });
  expect(change).not.toHaveProperty('patch.approvedText');
});
