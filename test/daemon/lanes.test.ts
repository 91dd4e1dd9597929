import { expect, test } from 'vitest';
import { createLanes } from '../../src/daemon/lanes.ts';
import type { Action, Outcome } from '../../src/model/action.ts';
import { until } from '../support/until.ts';

const push = (issue: number, sha = 'a'): Action => ({ kind: 'push-branch', issue, sha });
const open = (issue: number): Action => ({ kind: 'open-pull-request', issue });
const stop = (issue: number): Action => ({
  kind: 'stop-worker',
  issue,
  run: 'r',
  cause: 'stop',
  level: 'term',
});
const create = (issue: number): Action => ({ kind: 'create-worktree', issue, attempt: 1 });
const greet = (issue: number): Action => ({ kind: 'greet-issue', issue });

/** Lanes whose actions end when the test says so. */
const opened = () => {
  const begun: { readonly action: Action; readonly end: (outcome: Outcome | Error) => void }[] = [];
  const told = { done: 0, bugs: [] as unknown[] };
  const lanes = createLanes({
    perform: (action) => {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      begun.push({
        action,
        end: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
      });
      return promise;
    },
    onDone: () => {
      told.done += 1;
    },
    onBug: (error) => void told.bugs.push(error),
  });
  /** Ends the action that began as the `index`th. */
  const end = (index: number, outcome: Outcome | Error = { kind: 'done' }) => begun[index]?.end(outcome);
  const names = () => begun.map(({ action }) => `${action.kind} ${'issue' in action ? action.issue : ''}`);
  return { lanes, end, names, told };
};

test('a lane does one thing at a time, in order, and tells when it is through', async () => {
  const { lanes, end, names, told } = opened();
  lanes.dispatch([push(7), open(7)]);
  expect(names()).toEqual(['push-branch 7']);
  expect(lanes.isIdle()).toBe(false);
  end(0);
  await until(() => names().length === 2);
  expect(told.done).toBe(0);
  end(1);
  await lanes.idle();
  expect([lanes.isIdle(), told]).toEqual([true, { done: 1, bugs: [] }]);
});

test('lanes do not wait for each other: a stop passes a push, one task another', async () => {
  const { lanes, end, names } = opened();
  lanes.dispatch([push(7)]);
  lanes.dispatch([push(7, 'b'), stop(7), greet(7), push(8)]);
  expect(names()).toEqual(['push-branch 7', 'stop-worker 7', 'greet-issue 7', 'push-branch 8']);
  end(1);
  await until(() => {
    lanes.dispatch([stop(7)]);
    return names().length === 5;
  });
  expect(names().at(-1)).toBe('stop-worker 7');
});

test('what a busy lane would have done is not kept: it is planned again from fresh facts', async () => {
  const { lanes, end, names } = opened();
  lanes.dispatch([push(7)]);
  lanes.dispatch([open(7)]);
  end(0);
  await lanes.idle();
  expect(names()).toEqual(['push-branch 7']);
  lanes.dispatch([open(7)]);
  expect(names()).toEqual(['push-branch 7', 'open-pull-request 7']);
});

test('after a failure the rest of the lane does not happen, and nobody is told to look at once', async () => {
  const { lanes, end, names, told } = opened();
  lanes.dispatch([push(7), open(7)]);
  end(0, { kind: 'failed', class: 'transient', error: new Error('no network') });
  await lanes.idle();
  expect(names()).toEqual(['push-branch 7']);
  expect(told).toEqual({ done: 0, bugs: [] });
});

test('a skipped action does not hold up the next, and is no reason to look again', async () => {
  const { lanes, end, names, told } = opened();
  lanes.dispatch([push(7), open(7)]);
  end(0, { kind: 'skipped', why: 'done already' });
  await until(() => names().length === 2);
  end(1, { kind: 'skipped', why: 'there already' });
  await lanes.idle();
  expect(told.done).toBe(0);
});

test('a `tasks.md` that could not be written is remembered, and another try at it holds up no end', async () => {
  const { lanes, end } = opened();
  const write: Action = {
    kind: 'write-ledger',
    view: { activeCount: 0, maxWorkers: 3, rows: [] },
    expectedText: null,
  };
  lanes.dispatch([write]);
  expect([lanes.isIdle(), lanes.hasFailed('ledger')]).toEqual([false, false]);
  end(0, { kind: 'failed', class: 'transient', error: new Error('read-only') });
  await lanes.idle();
  expect(lanes.hasFailed('ledger')).toBe(true);
  lanes.dispatch([write]);
  expect(lanes.isIdle()).toBe(true);
  end(1);
  await lanes.idle();
  expect(lanes.hasFailed('ledger')).toBe(false);
});

test('a broken invariant is passed on, and the lane is free again', async () => {
  const { lanes, end, told } = opened();
  const bug = new Error('two workers');
  lanes.dispatch([push(7)]);
  end(0, bug);
  await lanes.idle();
  expect(told.bugs).toEqual([bug]);
  expect(lanes.isIdle()).toBe(true);
});

test('what is abandoned is not waited for; the rest is', async () => {
  const { lanes, end } = opened();
  lanes.dispatch([create(1), greet(1)]);
  lanes.abandon('create-worktree');
  expect(lanes.isIdle()).toBe(false);
  end(1);
  await until(() => lanes.isIdle());
});
