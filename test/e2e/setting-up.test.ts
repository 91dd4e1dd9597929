/**
 * Before anything is handed over: what `doctor` finds and mends, what `init` writes, and what neither touches.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, openE2eStage } from '../support/e2e-stage.ts';

interface Found {
  readonly id: string;
  readonly status: string;
  readonly message: string;
  readonly fix: string | null;
}

const found = (stdout: string): ReadonlyMap<string, Found> =>
  new Map((JSON.parse(stdout).findings as Found[]).map((one) => [one.id, one]));

test('doctor finds what is missing, mends what is safe, and fails for what is not', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const before = await stage.run(['doctor', '--json'], { COORDINATOR_WORKERS_LIMITS_MEMORY: '8GiB' });
  expect(before.code).toBe(0);
  const first = found(before.stdout);
  for (const id of ['git', 'config', 'remote', 'push', 'token', 'permissions', 'labeller', 'clock', 'lock'])
    expect(first.get(id)).toMatchObject({ status: 'pass', fix: null });
  expect(first.get('labels')).toMatchObject({ status: 'warn', fix: 'coordinator doctor --fix' });
  expect(first.get('exclude')).toMatchObject({ status: 'warn', fix: 'coordinator doctor --fix' });
  expect(first.get('supervision')?.message).toContain('memory limit');
  expect(first.get('agent script')).toMatchObject({ status: 'pass' });
  expect(stage.github.journal().filter(({ method }) => method !== 'GET')).toEqual([]);

  const mended = await stage.run(['doctor', '--fix']);
  expect(mended.stderr).toContain('fixed: labels are there: rpi-auto');
  expect(mended.stdout).toMatch(/PASS {2}labels: .*rpi-failed/);
  expect(readFileSync(stage.path('.git', 'info', 'exclude'), 'utf8')).toContain('/.coordinator/\n');

  writeFileSync(
    stage.path('coordinator.yml'),
    'workers: { agent: gone }\nagents: { gone: { command: [no-such-agent] } }\n',
  );
  const lacking = { COORDINATOR_HOST_MINDISK: '900000GiB', COORDINATOR_REPOSITORY: 'acme/api' };
  const broken = await stage.run(['doctor', '--json'], { ...lacking, GITHUB_TOKEN: 'wrong' });
  expect(broken.code).toBe(1);
  const last = found(broken.stdout);
  expect(last.get('token')).toMatchObject({ status: 'fail', message: expect.stringContaining('401') });
  expect(last.get('labels')).toMatchObject({ status: 'warn', message: expect.stringMatching(/^unknown/) });
  expect(last.get('agent gone')).toMatchObject({ status: 'fail' });
  expect(last.get('host')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('host.minDisk'),
  });
});
