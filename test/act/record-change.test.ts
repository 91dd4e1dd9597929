import { expect, test } from 'vitest';
import type { ActionOf } from '../../src/act/hands.ts';
import { BugError } from '../../src/model/failures.ts';
import { takePicture } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

test('state, memory, attempt and journal change at once; the console gets its line', async () => {
  const stage = await openStage();
  stage.remember(7, { state: 'preparing' });
  const { run } = stage.addAttempt(7, { phase: 'running' });
  const evidence = [{ kind: 'exit', atMs: 5, text: 'exited 1' }] as const;
  const end = { kind: 'lost', why: 'its runner was killed' } as const;
  await stage.act({
    kind: 'record-change',
    change: { issue: 7, from: 'preparing', to: 'failed', reason: 'no attempts left', evidence },
    patch: { slot: 1 },
    attempt: { run, patch: { phase: 'ended', end, result: 'exited 1' } },
  });
  expect(stage.task(7)).toMatchObject({
    recorded: { state: 'failed', reason: 'no attempts left', evidence },
    slot: 1,
    attempts: [{ run, phase: 'ended', end, result: 'exited 1' }],
  });
  expect(stage.world.store.readJournal(7).at(-1)).toMatchObject({
    from: 'preparing',
    to: 'failed',
    evidence,
  });
  expect(stage.told).toMatchObject([{ subject: 'gh-7', word: 'failed', text: 'no attempts left' }]);
});

test('a change from a state that is not the recorded one is a bug, and changes nothing', async () => {
  const stage = await openStage();
  stage.remember(7);
  const change = {
    issue: 7,
    from: 'queued',
    to: 'preparing',
    reason: 'a slot is free',
    evidence: [],
  } as const;
  const action: ActionOf<'record-change'> = { kind: 'record-change', change, patch: { slot: 0 } };
  await stage.act(action);
  const before = await takePicture(stage);
  await expect(stage.act({ ...action, patch: { slot: 2 } })).rejects.toThrow(BugError);
  expect(await takePicture(stage)).toEqual(before);
  expect(stage.told).toHaveLength(1);
});

test('a new round forgets the troubles of the one before, and only of this task', async () => {
  const stage = await openStage();
  const trouble = {
    action: 'push-branch',
    class: 'permanent',
    message: 'refused',
    fix: null,
    tries: 1,
  } as const;
  for (const issue of [7, 8]) {
    stage.remember(issue, { state: 'failed' });
    stage.world.store.saveTrouble(issue, { ...trouble, at: stage.world.clock.now(), retryAfterMs: null });
  }
  const change = {
    issue: 7,
    from: 'failed',
    to: 'queued',
    reason: 'coordinator retry',
    evidence: [],
  } as const;
  await stage.act({ kind: 'record-change', change, patch: { round: 2 } });
  expect([stage.task(7).troubles.length, stage.task(8).troubles.length]).toEqual([0, 1]);
});
