import { expect, test } from 'vitest';
import type { ActionOf } from '../../src/act/hands.ts';
import type { TaskState } from '../../src/model/task.ts';
import { anAttempt, anEndedAttempt, aTask, at } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

const rebuild = (state: TaskState): ActionOf<'rebuild-task'> => {
  const evidence = [{ kind: 'memory', atMs: 1, text: 'rebuilt from tasks.md and 2 logs' }] as const;
  const attempts = [anEndedAttempt({ number: 1, code: 1 }), anAttempt({ number: 2 })];
  const task = aTask({ state, reason: 'as it was', since: at(-9_000), attempts });
  const recorded = { ...task.recorded, evidence };
  const change = { issue: 7, from: null, to: state, reason: 'as it was', evidence };
  return { kind: 'rebuild-task', task: { ...task, recorded }, change };
};

test('the task is remembered as it was, attempts and all, and what goes on is told', async () => {
  const stage = await openStage();
  const action = rebuild('running');
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7)).toEqual(action.task);
  expect(stage.world.store.readJournal(7)).toMatchObject([
    { from: null, to: 'running', evidence: [{ text: 'rebuilt from tasks.md and 2 logs' }] },
  ]);
  expect(stage.told).toMatchObject([
    { subject: 'gh-7', word: 'running', text: 'as it was (rebuilt from tasks.md and 2 logs)' },
  ]);
});

test('a task that is known stays as it is, and a finished one is not told by itself', async () => {
  const stage = await openStage();
  await stage.act(rebuild('failed'));
  const before = stage.world.store.readMemory();
  expect(await stage.act(rebuild('running'))).toEqual({ kind: 'skipped', why: 'gh-7 is known already' });
  expect(stage.world.store.readMemory()).toEqual(before);
  expect(stage.told).toEqual([]);
});
