import { describe, expect, it } from 'vitest';
import { foresee, withRecord } from '../../src/decide/foresee.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aControl, anAttempt, aTask, aTaskWith, aTrouble, exitOf, runOf } from '../support/remembered.ts';
import {
  aLabelling,
  anIssue,
  aPull,
  aSnapshot,
  type GivenWorld,
  placing,
  someWork,
} from '../support/snapshots.ts';

const foreseen = (world: GivenWorld, settings = settingsOf()) =>
  foresee(aSnapshot(world), { settings, placing }).actions.flatMap((action) => {
    if (action.kind === 'record-change' || action.kind === 'remember-task')
      return [`${action.change.issue} ${action.change.to}`];
    return 'issue' in action && action.kind !== 'record-facts' ? [`${action.issue} ${action.kind}`] : [];
  });

describe('a plan is followed', () => {
  it('from a new issue to its worktree', () => {
    expect(foreseen({ issues: [anIssue()], labellings: { 7: aLabelling() } })).toEqual([
      '7 queued',
      '7 preparing',
      '7 create-worktree',
      '7 greet-issue',
      '7 set-label',
    ]);
  });

  it('to the end of a worker that has ended', () => {
    const runs: GivenWorld['runs'] = { [runOf(7, 1)]: { kind: 'ended', exit: exitOf(0) } };
    const worktrees = { 7: { work: someWork() } };
    const tasks = [aTaskWith(anAttempt())];
    // The end is seen now: GitHub was asked before, so the verdict waits for the next poll.
    expect(foreseen({ tasks, runs, worktrees })).toEqual(['7 set-label', '7 write-comment']);
    expect(foreseen({ tasks, runs, worktrees, pulls: [aPull()] })).toContain('7 completed');
  });

  it('through requests and refusals', () => {
    const issues = [anIssue(), anIssue({ number: 8 })];
    const labellings = { 8: aLabelling({ trusted: false }) };
    const tasks = [aTask({ state: 'failed', troubles: [aTrouble('set-label', { class: 'permanent' })] })];
    expect(foreseen({ issues, labellings, tasks, controls: [aControl('retry')] })).toEqual([
      '7 queued',
      '7 preparing',
      '7 create-worktree',
      '7 set-label',
    ]);
  });

  it('also with a delay between starts, for any number of tasks', () => {
    const tasks = Array.from({ length: 60 }, (_, index) => aTask({ issue: index + 1 }));
    const settings = settingsOf({ workers: { max: 50, startupDelayMs: 30_000 } });
    const started = (from: typeof settings) =>
      foreseen({ tasks }, from).filter((words) => words.endsWith(' preparing')).length;
    expect(started(settings)).toBe(1);
    expect(started(settingsOf({ workers: { max: 50 } }))).toBe(50);
  });

  it('through a trusted label after a refused one: the refusal is forgotten, the issue known', () => {
    const snapshot = aSnapshot({
      issues: [anIssue()],
      labellings: { 7: aLabelling() },
      refusals: [{ issue: 7, title: 'T', login: 'eve', labelledAtMs: 1, ground: 'permission: read' }],
    });
    const [taken] = foresee(snapshot, { settings: settingsOf(), placing }).actions;
    if (taken?.kind !== 'remember-task') throw new Error('it was not taken in');
    const memory = withRecord(snapshot.memory, taken, 1);
    expect([...memory.knownIssues]).toEqual([7]);
    expect(memory.refusals).toEqual([]);
  });

  it('to nothing in a quiet world', () => {
    expect(foresee(aSnapshot(), { settings: settingsOf(), placing }).actions).toEqual([]);
  });

  it('not beyond what the world would have to answer', () => {
    expect(
      foreseen({ tasks: [aTask({ state: 'preparing', preparedFor: 1, stateLabel: 'rpi-working' })] }),
    ).toEqual(['7 start-worker']);
  });
});
