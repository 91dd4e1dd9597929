import { expect, test } from 'vitest';
import { resolveIntent } from '../../src/act/resolve-intent.ts';
import { makeDirectory } from '../../src/world/processes/run-directory.ts';
import { noLimits } from '../support/no-limits.ts';
import { takePicture } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';
import { untilSeen } from '../support/until.ts';

const intended = async () => {
  const stage = await openStage();
  stage.remember(7, { state: 'preparing' });
  const { run } = stage.addAttempt(7, { phase: 'intent' });
  return { stage, run, action: { kind: 'resolve-intent', issue: 7, run } as const };
};

test('an attempt of which nothing else is known is called off, once', async () => {
  const { stage, run, action } = await intended();
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7).attempts).toMatchObject([{ phase: 'ended', end: { kind: 'never-started' } }]);
  const before = await takePicture(stage);
  expect(await stage.act(action)).toMatchObject({ kind: 'skipped' });
  expect(await takePicture(stage)).toEqual(before);
  expect(stage.world.processes.readRun(run)).toEqual({ kind: 'fenced' });
});

test('the fence wins: a runner that finds its claim taken never runs the command', async () => {
  const { stage, run, action } = await intended();
  const { rootPath, ownPath } = stage.site;
  const [stdoutPath, stderrPath] = [`${ownPath}/late.jsonl`, `${ownPath}/late.stderr.log`];
  const spec = { run, argv: ['/bin/true'], cwd: rootPath, env: { COORDINATOR_RUN: run }, stdinPath: null };
  // The coordinator died between making the run directory and starting the runner.
  makeDirectory(
    `${ownPath}/runs/${run}`,
    {
      ...spec,
      stdoutPath,
      stderrPath,
      graceMs: 1,
      firstSignal: null,
      scratchPath: null,
      ceilingMs: 1,
      limits: noLimits,
    },
    'T1',
  );
  expect(stage.world.processes.readRun(run)).toEqual({ kind: 'unclaimed' });
  await stage.act(action);
  expect(stage.world.processes.readRun(run)).toEqual({ kind: 'fenced' });
  expect(stage.task(7).attempts[0]?.end?.kind).toBe('never-started');
});

test('the runner wins: its worker is adopted and goes on', async () => {
  const stage = await openStage();
  const run = await stage.startWorker(7, ['obeys-sigterm']);
  const live = await untilSeen(stage.world.processes, run, 'live');
  // As if the coordinator had died before it could write the start down.
  const forgetful = await openStage();
  forgetful.remember(7, { state: 'preparing' });
  forgetful.addAttempt(7, { run, phase: 'intent' });
  const world = { ...stage.world, store: forgetful.world.store };
  const action = { kind: 'resolve-intent', issue: 7, run } as const;
  for (let count = 0; count < 2; count += 1) {
    expect(resolveIntent(action, { ...stage.hands, world })).toBe(undefined);
    expect(forgetful.task(7).attempts).toMatchObject([
      { phase: 'running', workerPid: live.kind === 'live' ? live.workerPid : null, end: null },
    ]);
  }
  expect(stage.world.processes.readRun(run)).toMatchObject({ kind: 'live' });
});
