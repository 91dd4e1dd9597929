import { expect, test } from 'vitest';
import type { ActionOf } from '../../src/act/hands.ts';
import { openStage } from '../support/stage.ts';

const newTask = (treesPath: string): ActionOf<'remember-task'> => ({
  kind: 'remember-task',
  task: {
    issue: 7,
    title: 'Add a greeting',
    url: 'https://github.com/acme/api/issues/7',
    createdAtMs: 1,
    branch: 'rpi/gh-7',
    worktreePath: `${treesPath}/gh-7`,
    approval: { login: 'mona', atMs: 2 },
    approvedText: 'a text',
    labelPriority: 1,
    pullRequest: null,
  },
  change: { issue: 7, from: null, to: 'queued', reason: 'labelled by mona', evidence: [] },
});

test('a new task enters memory and the journal, and is told', async () => {
  const stage = await openStage();
  const action = newTask(stage.site.treesPath);
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7)).toMatchObject({
    ...action.task,
    round: 1,
    recorded: { state: 'queued' },
    attempts: [],
  });
  expect(stage.world.store.readJournal(7)).toMatchObject([{ from: null, to: 'queued' }]);
  expect(stage.told).toMatchObject([
    { subject: 'gh-7', word: 'queued', text: 'Add a greeting (labelled by mona)' },
  ]);
});

test('a task that is known, and further on, stays as it is', async () => {
  const stage = await openStage();
  await stage.act(newTask(stage.site.treesPath));
  const change = { issue: 7, from: 'queued', to: 'cancelled', reason: 'closed', evidence: [] } as const;
  await stage.act({ kind: 'record-change', change, patch: { order: 3 } });
  const before = stage.world.store.readMemory();
  expect(await stage.act(newTask(stage.site.treesPath))).toEqual({
    kind: 'skipped',
    why: 'gh-7 is known already',
  });
  expect(stage.world.store.readMemory()).toEqual(before);
  expect(stage.told).toHaveLength(2);
});
