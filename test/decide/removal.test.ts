import { describe, expect, it } from 'vitest';
import { isRemovalDue, type Removal } from '../../src/model/removal.ts';
import type { PullRequestRef, TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  aControl,
  anAttempt,
  anEndedAttempt,
  aTask,
  aTrouble,
  at,
  type GivenTask,
} from '../support/remembered.ts';
import { aPull, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const action = { kind: 'remove-worktree', issue: 7, force: false, control: null };
const pull = (state: PullRequestRef['state']): PullRequestRef => ({ number: 70, url: 'u', state });
const kept = (seconds: number): Removal => ({ kind: 'kept', at: at(seconds), risks: [] });
const removed: Removal = {
  kind: 'removed',
  at: at(-9),
  freedBytes: 1,
  branchDropped: true,
  saved: null,
};
const finished = (given: GivenTask = {}): GivenTask => ({
  state: 'completed',
  pullRequest: pull('merged'),
  attempts: [anEndedAttempt()],
  labelGone: true,
  ...given,
});
const decide = (given: GivenTask, world: GivenWorld = {}) =>
  stepsOf({ ...world, tasks: [aTask(given)] }, settingsOf());

describe('after the pull request', () => {
  it.each(['merged', 'closed'] as const)('was %s, the worktree goes', (state) => {
    expect(decide(finished({ pullRequest: pull(state) }))).toEqual([action]);
  });
  it('while it is open, it stays', () => {
    expect(decide(finished({ pullRequest: pull('open') }))).toEqual([]);
  });
  it('without one, it stays', () => {
    for (const state of ['failed', 'stopped', 'cancelled'] satisfies readonly TaskState[])
      expect(decide(finished({ state, pullRequest: null }))).toEqual([]);
  });
  it('what was merged is remembered first: it is published', () => {
    const world = { pulls: [aPull({ state: 'merged', headSha: 'b'.repeat(40) })] };
    const patch = { pullRequest: expect.anything(), mergedSha: 'b'.repeat(40), removal: null };
    expect(decide(finished({ removal: kept(-1) }), world)).toEqual([
      { kind: 'record-facts', issue: 7, patch },
    ]);
    expect(decide(finished({ mergedSha: 'b'.repeat(40) }), world)).toEqual([action]);
  });
});

describe('not', () => {
  it('when it is gone', () => expect(decide(finished({ removal: removed }))).toEqual([]));
  it('again soon after it was refused, but after a long while', () => {
    expect(decide(finished({ removal: kept(-3600) }))).toEqual([]);
    expect(decide(finished({ removal: kept(-6 * 3600) }))).toEqual([action]);
    expect(isRemovalDue(kept(-6 * 3600 + 1), at(0))).toBe(false);
  });
  it('with worktrees.cleanup: never', () => {
    const settings = settingsOf({ worktrees: { cleanup: 'never' } });
    expect(stepsOf({ tasks: [aTask(finished())] }, settings)).toEqual([]);
  });
  it('while a worker lives on', () => {
    const steps = decide(finished({ attempts: [anAttempt()] }));
    expect(steps.filter(({ kind }) => kind === 'remove-worktree')).toEqual([]);
  });
  it('while the coordinator ends, or a worker that nobody remembers may use it', () => {
    expect(decide(finished(), { shuttingDown: true })).toEqual([]);
    expect(decide(finished(), { strays: { 7: 'a worker of a memory that was lost' } })).toEqual([]);
  });
  it('right after it failed', () => {
    expect(decide(finished({ troubles: [aTrouble('remove-worktree')] }))).toEqual([]);
  });
});

describe('coordinator clean', () => {
  const answer = (text: string) => ({ kind: 'answer-control', control: 1, accepted: false, answer: text });
  it('removes the worktree of any finished task, once per tick', () => {
    for (const state of ['completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[]) {
      const controls = [aControl('clean')];
      expect(decide(finished({ state }), { controls })).toEqual([{ ...action, control: 1 }]);
    }
    expect(decide(finished(), { controls: [aControl('clean-by-force')] })).toEqual([
      { ...action, force: true, control: 1 },
    ]);
  });
  it('is refused while the task is not finished', () => {
    const controls = [aControl('clean-by-force')];
    expect(decide({ state: 'blocked' }, { controls })).toContainEqual(
      answer('gh-7 is blocked: only worktrees of finished tasks are removed'),
    );
    expect(decide(finished({ attempts: [anAttempt()] }), { controls })).toContainEqual(
      answer('a worker of gh-7 still runs'),
    );
  });
});
