import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNumbers } from '../../src/commands/numbers.ts';
import { createCounts } from '../../src/daemon/counts.ts';
import { TransientError } from '../../src/model/failures.ts';
import type { World } from '../../src/world/world.ts';
import { openStage, type Stage } from '../support/stage.ts';

const opened = async (stage: Stage, port: number | null = null) => {
  const { world, site, settings } = stage;
  const counts = createCounts(world.clock);
  const numbers = await openNumbers({ world, site, counts, readSettings: () => settings, port });
  onTestFinished(() => numbers.close());
  const path = join(site.ownPath, 'metrics.json');
  return { ...numbers, counts, path, read: () => JSON.parse(readFileSync(path, 'utf8')) };
};

test('the file is written when something happened, and only then', async () => {
  const stage = await openStage();
  const { ears, counts, read, path } = await opened(stage);
  const issue = await stage.openIssue();
  stage.remember(issue);
  ears.tickEnded(3);
  expect(read()).toMatchObject({
    repository: 'acme/api',
    health: 'ok',
    metrics: { coordinator_tasks: { queued: 1 } },
  });
  rmSync(path);
  ears.tickEnded(3);
  ears.polled(true);
  stage.world.store.patchGitHub({ pollIntervalMs: 4711 });
  ears.tickEnded(3);
  expect(existsSync(path)).toBe(false);
  counts.acted('push-branch', { kind: 'failed', class: 'transient', error: new Error('busy') });
  ears.tickEnded(3);
  expect(read().metrics.coordinator_action_failures_total).toEqual({ 'push-branch': { transient: 1 } });
  expect(read().metrics.coordinator_polls_total).toEqual({ whole: 1, broken: 0 });
  expect(stage.told).toEqual([]);
});

test('a file that cannot be written is told once, and ends nothing', async () => {
  const stage = await openStage();
  const { ears, path, counts } = await opened(stage);
  mkdirSync(path);
  writeFileSync(join(path, 'in-the-way'), '');
  for (let count = 0; count < 3; count += 1) {
    counts.acted('push-branch', { kind: 'failed', class: 'transient', error: new Error('no network') });
    ears.tickEnded(3);
  }
  expect(stage.told).toMatchObject([{ subject: 'metrics', word: 'trouble' }]);
  rmSync(path, { recursive: true });
  counts.acted('push-branch', { kind: 'failed', class: 'transient', error: new Error('no network') });
  ears.tickEnded(3);
  expect(existsSync(path)).toBe(true);
});

test('with a port it says where, and shows the same; closed, it is gone', async () => {
  const broken: { why: string | null } = { why: null };
  const doors = ({ store }: World): Partial<World> => ({
    store: {
      ...store,
      readMemory: () => {
        if (broken.why !== null) throw new TransientError(broken.why);
        return store.readMemory();
      },
    },
  });
  const stage = await openStage({ doors });
  const { ears, counts, close } = await opened(stage, 0);
  const [line] = stage.told;
  expect(line).toMatchObject({ subject: 'metrics', word: 'listening' });
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(line?.text ?? '') ?? [];
  ears.tickBegan();
  ears.tickEnded(30);
  counts.requested({ route: 'GET /user', code: '200' });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('coordinator_tick_duration_seconds_count{repository="acme/api"} 1');
  expect(text).toContain(
    'coordinator_github_requests_total{route="GET /user",code="200",repository="acme/api"} 1',
  );
  expect(text).toMatch(/coordinator_disk_free_bytes\{repository="acme\/api"\} \d{6,}/);
  expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
  broken.why = 'the disk is full';
  const told = await fetch(`${url}/healthz`);
  expect([told.status, await told.text()]).toEqual([200, 'the disk is full\n']);
  expect((await fetch(`${url}/metrics`)).status).toBe(500);
  await close();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
