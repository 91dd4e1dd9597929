import { expect, test } from 'vitest';
import { known } from '../../src/model/seen.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import { createObserver } from '../../src/observe/observe.ts';
import { noBudget } from '../support/no-budget.ts';
import { noLimits } from '../support/no-limits.ts';
import { takePicture } from '../support/picture.ts';
import { anIssue } from '../support/snapshots.ts';
import { openStage } from '../support/stage.ts';
import { untilTalking } from '../support/until.ts';

test('a snapshot holds all of this machine and the last view of GitHub; looking changes nothing', async () => {
  const stage = await openStage();
  const run = await stage.startWorker(7, ['writes-then-sleeps']);
  stage.remember(8, { state: 'failed' });
  await untilTalking(stage.world.processes, run);
  const observer = createObserver(stage.world, stage.site);
  const before = await takePicture(stage);
  const snapshot = await observer.observe({
    remote: null,
    shuttingDown: true,
    limits: noLimits,
    agents: {},
    workerEnv: [],
    budget: noBudget,
  });
  expect(await takePicture(stage)).toEqual(before);
  expect(snapshot).toMatchObject({ remote: null, shuttingDown: true, ledger: { kind: 'known' } });
  expect(snapshot.memory).toEqual(stage.world.store.readMemory());
  expect([...snapshot.runs.keys()]).toEqual([run]);
  expect([...snapshot.worktrees.keys()]).toEqual([7]);
  expect(snapshot.host).toBeNull();
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
    agents: {},
    workerEnv: [],
    budget: noBudget,
  });
  expect(snapshot.memory.tasks[0]?.hold).toBe('changed during the look');
});

test('what the machine has left is only asked for while something waits for a start', async () => {
  const stage = await openStage();
  const remoteWith = (number: number): RemoteView => ({
    at: stage.world.clock.now(),
    issues: known([anIssue({ number })], 0),
    pulls: known([], 0),
    labellings: new Map(),
    choosers: new Map(),
    links: new Map(),
    followUps: new Map(),
    aheadMs: 0,
    confirmed: new Map(),
    heard: known({ newestId: 0, comments: [] }, 1),
    edits: new Map(),
  });
  const hostIn = async (remote: RemoteView | null) =>
    (
      await createObserver(stage.world, stage.site).observe({
        remote,
        shuttingDown: false,
        limits: noLimits,
        agents: {},
        workerEnv: [],
        budget: noBudget,
      })
    ).host;
  stage.remember(8, { state: 'failed' });
  stage.world.store.addRefusal({ issue: 9, title: 'T', login: 'theo', labelledAtMs: 1, ground: 'triage' });
  expect(await hostIn(null)).toBeNull();
  expect(await hostIn(remoteWith(8))).toBeNull();
  expect(await hostIn(remoteWith(9))).toBeNull();
  expect(await hostIn(remoteWith(10))).toMatchObject({ freeDiskBytes: { kind: 'known' } });
  stage.remember(7, { state: 'queued' });
  expect(await hostIn(null)).not.toBeNull();
});

test('a look that a plan asks for is found by a later snapshot', async () => {
  const stage = await openStage();
  const run = await stage.startWorker(7, ['writes-then-sleeps']);
  const observer = createObserver(stage.world, stage.site);
  expect(
    (
      await observer.observe({
        remote: null,
        shuttingDown: false,
        limits: noLimits,
        agents: {},
        workerEnv: [],
        budget: noBudget,
      })
    ).looks.size,
  ).toBe(0);
  observer.look([{ run, path: stage.task(7).worktreePath }]);
  const seen = async () =>
    (
      await observer.observe({
        remote: null,
        shuttingDown: false,
        limits: noLimits,
        agents: {},
        workerEnv: [],
        budget: noBudget,
      })
    ).looks.get(run)?.tree;
  await expect
    .poll(seen, { timeout: 20_000 })
    .toMatchObject({ kind: 'known', value: { commitCount: 0, changedCount: 0 } });
});
