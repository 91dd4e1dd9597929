import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';
import { untilSeen, untilTalking } from '../support/until.ts';

const action = (run: string) => ({ kind: 'sweep-worker', issue: 7, run }) as const;

test('what an orphaned run left behind is ended, and nothing but that', async () => {
  const stage = await openStage();
  const bystander = await stage.startWorker(8, ['writes-then-sleeps']);
  const run = await stage.startWorker(7, ['ignores-sigterm']);
  const { processes } = stage.world;
  await untilTalking(processes, run);
  await untilTalking(processes, bystander);
  process.kill(stage.task(7).attempts[0]?.runner?.pid ?? 0, 'SIGKILL');
  await untilSeen(processes, run, 'orphaned');
  expect(await actTwice(stage, action(run))).toMatchObject([{ kind: 'done' }, { kind: 'done' }]);
  expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
  expect(processes.readRun(bystander).kind).toBe('live');
});

test('an attempt whose run directory is gone is lost, never a success; its end is told once', async () => {
  const stage = await openStage();
  const run = await stage.startWorker(7, ['writes-then-sleeps']);
  await untilTalking(stage.world.processes, run);
  process.kill(stage.task(7).attempts[0]?.runner?.pid ?? 0, 'SIGKILL');
  rmSync(`${stage.site.ownPath}/runs/${run}`, { recursive: true });
  const [first, second] = await actTwice(stage, action(run));
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  expect(stage.task(7).attempts).toMatchObject([{ phase: 'ended', end: { kind: 'lost' } }]);
});

test('what survives is a trouble that names the processes', async () => {
  const stage = await openStage({
    doors: ({ processes }) => ({ processes: { ...processes, sweepRun: async () => [4242, 4243] } }),
  });
  stage.remember(7, { state: 'zombie' });
  const { run } = stage.addAttempt(7, { phase: 'running' });
  expect(await stage.act(action(run))).toMatchObject({ class: 'transient' });
  expect(stage.task(7)).toMatchObject({
    attempts: [{ phase: 'running' }],
    troubles: [{ message: expect.stringContaining('4242, 4243'), fix: 'Look at: ps -fp 4242,4243' }],
  });
});
