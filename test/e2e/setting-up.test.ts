/**
 * Before anything is handed over: what `doctor` finds and mends, what `init` writes, and what neither touches.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage } from '../support/e2e-stage.ts';
import { ROOT_PATH } from '../support/house-tree.ts';

interface Found {
  readonly id: string;
  readonly status: string;
  readonly message: string;
  readonly fix: string | null;
}

const found = (stdout: string): ReadonlyMap<string, Found> =>
  new Map((JSON.parse(stdout).findings as Found[]).map((one) => [one.id, one]));

test.concurrent('doctor finds what is missing, mends what is safe, and fails for what is not', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const before = await stage.run(['doctor', '--json'], { COORDINATOR_WORKERS_LIMITS_MEMORY: '8GiB' });
  expect(before.code).toBe(0);
  const first = found(before.stdout);
  for (const id of [
    'git',
    'config',
    'remote',
    'push',
    'token',
    'permissions',
    'labeller',
    'clock',
    'lock',
    'templates',
  ])
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
    'workers: { agent: gone }\nagents:\n  gone: { command: [no-such-agent] }\n  late: { command: [./late.sh] }\n' +
      '  byLabel: { "agent:cline": { agent: cline }, hard: { template: harder } }\n',
  );
  writeFileSync(stage.path('late.sh'), '', { mode: 0o755 });
  stage.repository.commit(stage.rootPath, { 'late.sh': '#!/bin/sh\n' });
  const lacking = { COORDINATOR_HOST_MINDISK: '900000GiB', COORDINATOR_REPOSITORY: 'acme/api' };
  const broken = await stage.run(['doctor', '--json'], { ...lacking, GITHUB_TOKEN: 'wrong' });
  expect(broken.code).toBe(1);
  const last = found(broken.stdout);
  expect(last.get('token')).toMatchObject({ status: 'fail', message: expect.stringContaining('401') });
  expect(last.get('labels')).toMatchObject({ status: 'warn', message: expect.stringMatching(/^unknown/) });
  expect(last.get('agent gone')).toMatchObject({ status: 'fail' });
  expect(last.get('agent cline')).toMatchObject({ message: expect.stringContaining('cline') });
  expect(last.get('templates')).toMatchObject({ message: 'there is no template harder.md', status: 'fail' });
  expect(last.get('agent late')).toMatchObject({
    message: expect.stringContaining('origin/'),
    fix: 'git push',
  });
  expect(last.get('host')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('host.minDisk'),
  });
});

const lookOf = (stage: E2eStage) => ({
  config: existsSync(stage.path('coordinator.yml')),
  exclude: readFileSync(stage.path('.git', 'info', 'exclude'), 'utf8'),
  writes: stage.github.journal().filter(({ method }) => method !== 'GET').length,
});

/** `coordinator init` at a terminal of its own; whoever is asked leaves with Ctrl-C. */
const leaveInit = async (stage: E2eStage): Promise<number | null> => {
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${join(ROOT_PATH, 'dist', 'main.js')} init`;
  const env = { ...stage.env, COORDINATOR_REPOSITORY: 'acme/api', TERM: 'xterm' };
  const terminal = spawn('script', ['-qfec', command, '/dev/null'], { cwd: stage.rootPath, env });
  let text = '';
  terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => terminal.once('close', resolve));
  await until(
    'it asks',
    () => text.includes('Which agent works on issues?'),
    () => text,
  );
  terminal.stdin.write('\u0003');
  const code = await ended;
  expect(text).toContain('nothing more was changed');
  return code;
};

test.concurrent('init asks first, makes what is missing, and never touches what is there', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  stage.repository.git('rm', '-q', 'coordinator.yml');
  const run = (...args: readonly string[]) =>
    stage.run(['init', ...args], { COORDINATOR_REPOSITORY: 'acme/api' });
  const before = lookOf(stage);
  expect(before.config).toBe(false);
  const [check, refused, code] = await Promise.all([run('--check'), run(), leaveInit(stage)]);
  expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining('missing: coordinator.yml') });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('coordinator init --yes') });
  expect(code).toBe(130);
  expect(lookOf(stage)).toEqual(before);

  expect(await run('--yes', '--templates')).toMatchObject({ code: 0 });
  const text = readFileSync(stage.path('coordinator.yml'), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=.*\nrepository: acme\/api$/ms);
  expect(existsSync(stage.path('.github', 'coordinator', 'worker.md'))).toBe(true);
  writeFileSync(stage.path('coordinator.yml'), `${text}# mine\n`);
  writeFileSync(stage.path('.github', 'coordinator', 'worker.md'), 'mine {{ issue.title }}\n');
  const after = lookOf(stage);
  const again = await run('--yes', '--templates');
  expect(again).toMatchObject({ code: 0, stdout: expect.not.stringContaining('made') });
  expect(lookOf(stage)).toEqual(after);
  expect(readFileSync(stage.path('coordinator.yml'), 'utf8')).toBe(`${text}# mine\n`);
  expect(readFileSync(stage.path('.github', 'coordinator', 'worker.md'), 'utf8')).toContain('mine');
  expect((await run('--check', '--templates')).code).toBe(0);
});
