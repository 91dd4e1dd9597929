import { expect, test } from 'vitest';
import { createObserver } from '../../src/observe/observe.ts';
import { noLimits } from '../support/no-limits.ts';
import { takePicture } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';
import { untilSeen } from '../support/until.ts';

test('a snapshot holds all of this machine and the last view of GitHub; looking changes nothing', async () => {
  const stage = await openStage();
  const run = await stage.startWorker(7, ['writes-then-sleeps']);
  stage.remember(8, { state: 'failed' });
  await untilSeen(stage.world.processes, run, 'live');
  const observer = createObserver(stage.world, stage.site);
  const before = await takePicture(stage);
  const snapshot = await observer.observe({ remote: null, shuttingDown: true, limits: noLimits });
  expect(await takePicture(stage)).toEqual(before);
  expect(snapshot).toMatchObject({ remote: null, shuttingDown: true, ledger: { kind: 'known' } });
  expect(snapshot.memory).toEqual(stage.world.store.readMemory());
  expect([...snapshot.runs.keys()]).toEqual([run]);
  expect([...snapshot.worktrees.keys()]).toEqual([7]);
  expect(stage.github.journal()).toEqual([]);
});

test('what was remembered is read last: a change during the look is in it', async () => {
  const stage = await openStage({
    doors: ({ git }) => ({
      git: {
        ...git,
        readWork: async (path, base) => {
          stage.world.store.patchTask(7, { hold: 'changed during the look' });
          return git.readWork(path, base);
        },
      },
    }),
  });
  stage.remember(7, { state: 'running' });
  stage.addAttempt(7);
  await stage.makeWorktree(7);
  const snapshot = await createObserver(stage.world, stage.site).observe({
    remote: null,
    shuttingDown: false,
    limits: noLimits,
  });
  expect(snapshot.memory.tasks[0]?.hold).toBe('changed during the look');
});
