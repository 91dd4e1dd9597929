/**
 * Many tasks that change quickly, on a clock that the test turns: what is told of them is decided anew each second, and
 * written as far as the budget allows.
 */
import { expect, test } from 'vitest';
import { commentViewOf, decideTelling, stateLabelOf } from '../../src/decide/telling.ts';
import { writeTurnsOf } from '../../src/decide/write-turns.ts';
import type { Action } from '../../src/model/action.ts';
import { commentKeyOf } from '../../src/model/comment.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { createWriteBudget, writeLimits } from '../../src/world/github/write-budget.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, at } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';

const settings = settingsOf();
const issueCount = 100;
const question = 'Which database?';

/** The first and the second change of each task; one of them ends with a question. */
const changed = (task: TaskMemory, second: number): TaskMemory => {
  const isFirst = second < 30;
  const state = isFirst ? 'running' : task.issue === issueCount ? 'blocked' : 'failed';
  const recorded = { ...task.recorded, state, reason: `at ${second} s`, sinceMs: at(second).atMs } as const;
  return { ...task, recorded, question: state === 'blocked' ? question : null };
};

/** 200 changes within a minute: each task changes once in either half of it. */
const changesAt = (tasks: readonly TaskMemory[], second: number): readonly TaskMemory[] =>
  tasks.map((task) => (second < 60 && task.issue % 30 === second % 30 ? changed(task, second) : task));

/** What the action leaves in memory, and how many requests it takes. */
const carriedOut = (task: TaskMemory, action: Action): { task: TaskMemory; requests: number } => {
  switch (action.kind) {
    case 'greet-issue':
      return { task: { ...task, greeted: true }, requests: 1 };
    case 'set-label':
      return { task: { ...task, stateLabel: action.label }, requests: task.stateLabel === null ? 1 : 2 };
    case 'write-comment':
      return { task: { ...task, comment: { id: 1, viewKey: commentKeyOf(action.view) } }, requests: 1 };
    default:
      throw new Error(`not told: ${action.kind}`);
  }
};

test('200 changes of 100 issues in a minute: never above the cap, and all end with the last text', () => {
  let second = 0;
  const budget = createWriteBudget({ limits: writeLimits, record: undefined, nowMs: () => at(second).atMs });
  const writtenAt: number[] = [];
  const comments = new Map<number, number[]>();
  let tasks: readonly TaskMemory[] = Array.from({ length: issueCount }, (_, index) =>
    aTask({ issue: index + 1 }),
  ).map((task) => ({ ...task, greeted: false, comment: null, stateLabel: null }));
  const perform = (action: Action): void => {
    tasks = tasks.map((task) => {
      if (!('issue' in action) || action.issue !== task.issue) return task;
      const done = carriedOut(task, action);
      for (let count = 0; count < done.requests; count += 1) {
        budget.spend();
        writtenAt.push(second);
      }
      if (action.kind === 'write-comment')
        comments.set(task.issue, [...(comments.get(task.issue) ?? []), second]);
      return done.task;
    });
  };
  for (let isQuiet = false; !isQuiet; second += second < 60 ? 1 : 10) {
    tasks = changesAt(tasks, second);
    const snapshot = aSnapshot({ tasks, now: at(second) });
    const actions = tasks.flatMap((task) => decideTelling(task, { snapshot, settings }));
    for (const action of writeTurnsOf(actions, budget.readRoom()).now) perform(action);
    isQuiet = second > 60 && actions.length === 0;
    expect(second, 'seconds until all was told').toBeLessThan(4 * 3600);
  }
  const most = (spanS: number): number =>
    Math.max(...writtenAt.map((from) => writtenAt.filter((s) => s >= from && s < from + spanS).length));
  expect(most(60)).toBeLessThanOrEqual(writeLimits.perMinute);
  expect(most(3600)).toBeLessThanOrEqual(writeLimits.perHour);
  for (const task of tasks) {
    expect(task.recorded.reason).toMatch(/^at [345]\d s$/);
    expect(task.comment?.viewKey).toBe(commentKeyOf(commentViewOf(task, settings)));
    expect(task.stateLabel).toBe(stateLabelOf(task));
    expect(task.greeted).toBe(true);
  }
  // Of a task that had moved on before its turn came, only the last text was written.
  expect([...comments.values()].filter(({ length }) => length === 1).length).toBeGreaterThan(60);
  // What a person is asked is not left waiting behind all that.
  expect((comments.get(issueCount)?.at(-1) ?? Number.NaN) - 40).toBeLessThan(5);
});
