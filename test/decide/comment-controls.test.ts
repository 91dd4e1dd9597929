import { describe, expect, it } from 'vitest';
import type { Control } from '../../src/model/snapshot.ts';
import { aControl, aTask, at } from '../support/remembered.ts';
import { anIssue, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const from = { commentId: 11, login: 'mona', atMs: at(-1).atMs, textKey: null };

const said = (kind: Control['kind'], given: Partial<Control> = {}): Control =>
  aControl(kind, { from, ...given });

const act = (control: Control, world: GivenWorld) => stepsOf({ controls: [control], ...world });

const asking = { 7: { blockedFile: 'Which?' } };

const answered = (accepted: boolean, answer: unknown) =>
  expect.objectContaining({ kind: 'answer-control', control: 1, accepted, answer });

describe('requests made in comments', () => {
  it('say who asked', () => {
    expect(act(said('stop', { reason: 'wrong' }), { tasks: [aTask({ state: 'running' })] })).toEqual([
      {
        kind: 'record-facts',
        issue: 7,
        patch: { wish: { kind: 'stop', by: '/rpi stop by mona', reason: 'wrong', at: at(0) } },
      },
      answered(true, 'gh-7 is asked to stop'),
    ]);
    expect(act(said('stop'), { tasks: [aTask({ state: 'blocked' })], worktrees: asking })).toEqual([
      answered(false, 'gh-7 is blocked and has no worker. Give it up: /rpi cancel'),
    ]);
    expect(act(said('retry'), { tasks: [aTask({ state: 'failed' })] })).toMatchObject([
      { change: { to: 'queued', reason: '/rpi retry by mona' } },
      { accepted: true },
    ]);
  });

  it('an unknown word is refused with those that are known', () => {
    const [action] = act(said('unknown', { reason: 'dance' }), { tasks: [aTask()] });
    expect(action).toMatchObject({ accepted: false, answer: expect.stringContaining('no command dance') });
    expect(action).toMatchObject({ answer: expect.stringContaining('/rpi approve') });
  });

  it('status has the comment written anew', () => {
    const comment = { id: 5, viewKey: 'as it is' };
    expect(act(said('status'), { tasks: [aTask({ state: 'running', comment })] })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { comment: { id: 5, viewKey: '' } } },
      answered(true, expect.any(String)),
    ]);
  });

  it('pause and resume hold back the whole coordinator', () => {
    const pause = { by: 'mona', reason: 'release', at: at(0), untilMs: null };
    const tasks = [aTask({ state: 'running' })];
    expect(act(said('pause', { reason: 'release' }), { tasks })).toEqual([
      { kind: 'set-pause', pause },
      answered(true, expect.any(String)),
    ]);
    expect(act(said('resume'), { tasks, pause })).toEqual([
      { kind: 'set-pause', pause: null },
      answered(true, expect.any(String)),
    ]);
  });
});

describe('on an issue that is no task', () => {
  it('pause and resume are taken up, all else is refused with what makes a task of it', () => {
    expect(act(said('pause', { issue: 9 }), {})).toMatchObject([
      { kind: 'set-pause', pause: { by: 'mona' } },
      { accepted: true },
    ]);
    expect(act(said('resume', { issue: 9 }), {})).toMatchObject([{ pause: null }, { accepted: true }]);
    for (const kind of ['status', 'approve', 'stop'] as const)
      expect(act(said(kind, { issue: 9 }), {})).toEqual([
        answered(false, expect.stringMatching(/^there is no task gh-9: .* label rpi-auto/)),
      ]);
    expect(act(said('unknown', { issue: 9, reason: 'dance' }), {})).toEqual([
      answered(false, expect.stringContaining('no command dance')),
    ]);
  });
});

describe('/rpi approve', () => {
  const held = aTask({ state: 'blocked', question: null });
  const heldBack = { tasks: [held], issues: [anIssue({ textKey: 'another' })] };
  const approving = (textKey: string | null) => said('approve', { from: { ...from, textKey } });

  it('approves the text as it was seen after the comment; the task goes on', () => {
    const patch = { approval: { login: 'mona', atMs: from.atMs }, approvedText: 'another' };
    expect(act(approving('another'), { tasks: [held] })).toEqual([
      { kind: 'record-facts', issue: 7, patch },
      answered(true, 'the text of gh-7 is approved'),
    ]);
  });

  it('is refused when a stranger has changed the text since', () => {
    expect(act(approving(null), heldBack)).toEqual([
      answered(false, expect.stringContaining('was changed after the comment')),
    ]);
  });

  it('of a text that is approved changes nothing', () => {
    expect(act(approving('text of 7'), { tasks: [aTask({ state: 'running' })] })).toEqual([
      answered(true, 'the text of gh-7 is approved'),
    ]);
  });

  it('is what a held task needs: a retry in a comment approves nothing', () => {
    expect(act(said('retry'), heldBack)).toEqual([
      answered(false, 'gh-7 is held back by an edit: read the text, then comment /rpi approve'),
    ]);
  });
});

describe('an answer', () => {
  const blocked = aTask({ state: 'blocked', since: at(-60), question: 'Which?' });
  const given = { commentId: 11, login: 'mona', atMs: from.atMs, text: 'Blue', question: 'Which?' };

  it('queues the task in a new round, with the answer remembered', () => {
    expect(act(said('answer', { reason: 'Blue' }), { tasks: [blocked] })).toMatchObject([
      {
        kind: 'record-change',
        change: { from: 'blocked', to: 'queued', reason: 'answered by mona' },
        patch: { round: 2, question: null, answers: [{ ...given, round: 2 }] },
      },
      { accepted: true },
    ]);
  });

  it('is added to those given before the next start', () => {
    const first = { ...given, commentId: 10, text: 'Green', round: 2 };
    const queued = aTask({ state: 'queued', round: 2, answers: [first] });
    expect(act(said('answer', { reason: 'Blue' }), { tasks: [queued] })).toMatchObject([
      { kind: 'record-facts', patch: { answers: [first, { ...given, round: 2 }] } },
      { accepted: true },
    ]);
  });

  it('that was taken up already, or that nobody waits for, changes nothing', () => {
    const queued = aTask({ state: 'queued', round: 2, answers: [{ ...given, round: 2 }] });
    expect(act(said('answer'), { tasks: [queued] })).toContainEqual(answered(true, expect.any(String)));
    expect(act(said('answer'), { tasks: [aTask({ state: 'running' })] })).toEqual([
      answered(false, 'gh-7 is running: it does not wait for an answer'),
    ]);
  });
});
