import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { aTrouble } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

test('task and attempt are patched, the state is not touched, nothing is told', async () => {
  const stage = await openStage();
  stage.remember(7, { state: 'running' });
  const { run } = stage.addAttempt(7, { phase: 'running' });
  const attempt = { run, patch: { workerPid: 4242, extensions: 1 } };
  await actTwice(stage, { kind: 'record-facts', issue: 7, patch: { hold: 'paused' }, attempt });
  expect(stage.task(7)).toMatchObject({
    hold: 'paused',
    recorded: { state: 'running' },
    attempts: [{ run, workerPid: 4242, extensions: 1, phase: 'running' }],
  });
  expect(stage.told).toEqual([]);
  expect(stage.world.store.readJournal(7)).toHaveLength(2);
});

test('what a person should know of it is told', async () => {
  const stage = await openStage();
  stage.remember(7, { state: 'running' });
  const told = { word: 'extended', text: 'extended 1 of 3: 2 commits since 14:18 UTC' };
  await stage.act({ kind: 'record-facts', issue: 7, told });
  expect(stage.told).toMatchObject([{ subject: 'gh-7', ...told }]);
});

test('a new round forgets the troubles of the one before', async () => {
  const stage = await openStage();
  stage.remember(7);
  stage.world.store.saveTrouble(7, aTrouble('create-worktree'));
  await stage.act({ kind: 'record-facts', issue: 7, patch: { hold: 'paused' } });
  expect(stage.task(7).troubles).toHaveLength(1);
  await stage.act({ kind: 'record-facts', issue: 7, patch: { round: 2 } });
  expect(stage.task(7)).toMatchObject({ round: 2, troubles: [] });
});
