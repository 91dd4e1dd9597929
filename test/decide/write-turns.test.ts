import { expect, test } from 'vitest';
import { writeTurnsOf } from '../../src/decide/write-turns.ts';
import type { Action } from '../../src/model/action.ts';

const comment = (issue: number, question: string | null = null): Action =>
  ({ kind: 'write-comment', issue, view: { question } }) as unknown as Action;
const label = (issue: number): Action => ({ kind: 'set-label', issue, label: 'rpi-working' });
const greet = (issue: number): Action => ({ kind: 'greet-issue', issue });
const open = (issue: number): Action => ({ kind: 'open-pull-request', issue }) as unknown as Action;
const push = (issue: number): Action => ({ kind: 'push-branch', issue }) as unknown as Action;

const room = (left: number, everydayLeft: number) => ({ left, everydayLeft, moreAtMs: 1 });
const shown = (actions: readonly Action[]) =>
  actions.map((action) => `${action.kind} ${'issue' in action ? action.issue : ''}`);

test('with room enough all go, in the order of the plan', () => {
  const actions = [greet(1), label(1), comment(1), push(2), open(2)];
  expect(writeTurnsOf(actions, room(100, 100))).toEqual({ now: actions, later: [] });
});

test('what proves completion and what a person waits for comes first; greetings come last', () => {
  const actions = [greet(1), comment(1), label(1), comment(2, 'Which?'), open(3), push(4)];
  const { now, later } = writeTurnsOf(actions, room(5, 4));
  expect(shown(now)).toEqual(['set-label 1', 'write-comment 2', 'open-pull-request 3', 'push-branch 4']);
  expect(shown(later)).toEqual(['greet-issue 1', 'write-comment 1']);
});

test('what is kept for urgent writes is not used up by others', () => {
  const { now, later } = writeTurnsOf([comment(1), greet(1), open(2)], room(5, 0));
  expect(shown(now)).toEqual(['open-pull-request 2']);
  expect(shown(later)).toEqual(['write-comment 1', 'greet-issue 1']);
});

test('nothing left: only what writes nothing to GitHub', () => {
  expect(shown(writeTurnsOf([open(1), push(1), comment(2, 'Which?')], room(0, 0)).now)).toEqual([
    'push-branch 1',
  ]);
});
