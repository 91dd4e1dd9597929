/**
 * What a worker's tree may use: one that goes on using more is ended whole, and its task fails with that reason.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isRunning } from '../world/processes/rig.ts';

const limits = {
  COORDINATOR_WORKERS_ATTEMPTS: '1',
  COORDINATOR_WORKERS_LIMITS_MEMORY: '96MiB',
  COORDINATOR_WORKERS_LIMITS_PROCESSES: '12',
};

const fixture = (words: string): string => `export WITNESS="$SCRIPTS/pids"; exec "$FIXTURES/"${words}`;

test('a tree above its limits is ended, one within them goes on', { timeout: E2E_TIMEOUT_MS }, async () => {
  await using stage = await openE2eStage();
  const big = await stage.hand(fixture('holds-memory 160'));
  const many = await stage.hand(fixture('forks-many 24'));
  const modest = await stage.hand(WORK.waitsForGo);
  const started = stage.start(['run', '--until-idle'], limits);
  await stage.reaches(big, 'failed');
  await stage.reaches(many, 'failed');
  const { tasks } = JSON.parse((await stage.run(['status', '--json'], limits)).stdout);
  expect(tasks.map(({ supervision }: { supervision: unknown }) => supervision)).toEqual(
    [big, many, modest].map(() => ({ tier: 'T1', tree: 'proven', memory: 'sampled', processes: 'sampled' })),
  );
  letGo(stage, modest);
  const run = await started.ended;
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    /supervision +T1: .*subreaper.*; memory limit looked at every 2 s; processes limit/,
  );
  expect(stage.task(big)?.reason).toBe('memory: over workers.limits.memory (96 MiB) (attempt 1 of 1)');
  expect(stage.task(many)?.reason).toBe('processes: over workers.limits.processes (12) (attempt 1 of 1)');
  expect(stage.task(modest)?.state).toBe('completed');
  const witnessed = readFileSync(stage.path('..', 'scripts', 'pids'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(Number);
  expect(witnessed).toHaveLength(25);
  expect(witnessed.filter(isRunning)).toEqual([]);
});
