import { expect, test } from 'vitest';
import type { StopRequest } from '../../src/model/attempt.ts';
import { openStage } from '../support/stage.ts';
import { until, untilSeen, untilTalking } from '../support/until.ts';

const asked = async (fixture: string) => {
  const stage = await openStage();
  const run = await stage.startWorker(7, [fixture]);
  await untilTalking(stage.world.processes, run);
  const stop: StopRequest = { cause: 'stop', reason: 'STOP file', at: stage.world.clock.now(), sentAt: null };
  stage.world.store.patchAttempt(run, { stop });
  return {
    stage,
    run,
    action: { kind: 'stop-worker', issue: 7, run, cause: 'stop', level: 'term' } as const,
  };
};

test('the worker is asked to end; that it was asked is remembered; asking again does no harm', async () => {
  const { stage, run, action } = await asked('traps-term-exits-3');
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7).attempts[0]?.stop?.sentAt).not.toBe(null);
  await stage.act(action);
  expect(await untilSeen(stage.world.processes, run, 'ended')).toMatchObject({
    exit: { code: 3, why: 'term' },
  });
  // The runner outlives its own record for a moment: until then it may still be asked.
  await until(() => stage.world.processes.stopRun(run, 'term') === 'gone');
  expect(await stage.act(action)).toEqual({ kind: 'skipped', why: 'there is no runner to ask' });
  expect(stage.task(7)).toMatchObject({ recorded: { state: 'running' }, attempts: [{ phase: 'running' }] });
});

test('a kill waits for no grace', async () => {
  const { stage, run, action } = await asked('ignores-sigterm');
  await stage.act({ ...action, cause: 'kill', level: 'kill' });
  expect(await untilSeen(stage.world.processes, run, 'ended')).toMatchObject({ exit: { why: 'kill' } });
});

test('an attempt that has ended is left alone', async () => {
  const { stage, run, action } = await asked('writes-then-sleeps');
  stage.world.store.patchAttempt(run, { phase: 'ended' });
  expect(await stage.act(action)).toEqual({ kind: 'skipped', why: 'the attempt has ended by now' });
  expect(await stage.act({ ...action, run: stage.world.clock.newRunId() })).toMatchObject({
    kind: 'skipped',
  });
  expect(stage.world.processes.readRun(run).kind).toBe('live');
});
