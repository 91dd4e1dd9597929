/**
 * What a person uses when something hangs: `recover`, `explain` and `history`, beside a coordinator and without one.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

const secret = 'hunter2-and-more';

/** Name -> text of every file of an archive. */
const unpacked = async (path: string): Promise<ReadonlyMap<string, string>> => {
  const entries = await unpackTar(gunzipSync(readFileSync(path)));
  return new Map(entries.map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString()]));
};

/** Its runner, as its run directory says. */
const runnerOf = (ownerRecord: string): number => Number(ownerRecord.split(' ')[1]);

test('a worker is reset, loses its runner, and is ended as a zombie', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({ workerEnv: [`DATABASE_PASSWORD=${secret}`] });
  const issue = await stage.hand(`echo "password $DATABASE_PASSWORD" >&2; ${WORK.dawdles}`);
  const run = stage.start(['run']);
  await stage.reaches(issue, 'running');
  await stage.executed(issue);
  const refused = await stage.run(['recover', 'reset', `${issue}`]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
  const forced = await stage.run(['recover', 'reset', `${issue}`, '--force', '--json']);
  expect(JSON.parse(forced.stdout)).toMatchObject({ outcome: 'answered', accepted: true });
  const { pid } = await stage.executed(issue, 2);
  await until('its pid is known', () => stage.task(issue)?.pid === pid);
  expect(stage.repository.git('log', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/m);
  run.signal('SIGKILL');
  await run.ended;

  const running = await stage.run(['explain', `${issue}`]);
  expect(running.stdout).toMatch(/ok +worker +w-\w{6}, attempt 1 of 3, script: pid \d+ lives/);
  const report = stage.path('..', 'report.tar.gz');
  const told = await stage.run(['recover', 'diagnostics', '--json', '--bundle', report]);
  expect(told.code).toBe(0);
  const diagnostics = JSON.parse(told.stdout);
  expect(diagnostics).toMatchObject({
    versions: { node: process.version, git: expect.stringMatching(/^git version /) },
    coordinator: { holder: null },
    store: { integrity: ['ok'] },
    git: { worktrees: [{ branch: `rpi/gh-${issue}`, isSound: true, isThere: true }] },
    tasks: [{ key: `gh-${issue}`, state: 'running' }],
    stuck: [],
  });
  const [process1] = diagnostics.processes;
  expect(process1.tree.map((one: { readonly pid: number }) => one.pid)).toContain(pid);
  const files = await unpacked(report);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['diagnostics.json', 'diagnostics.txt', 'journal.jsonl']),
  );
  expect(files.get(`stderr/gh-${issue}-attempt-1.txt`)).toBe('password ***\n');
  for (const text of files.values()) expect(text).not.toContain(secret);
  expect(files.get('diagnostics.txt')).toContain('DATABASE_PASSWORD=***');

  const owner = readFileSync(stage.path('.coordinator', 'runs', process1.run, 'owner'), 'utf8');
  process.kill(runnerOf(owner), 'SIGKILL');
  const listed = await until('the zombie', async () => {
    const { stdout } = await stage.run(['recover', 'list-stuck', '--json']);
    return JSON.parse(stdout).stuck.find(({ kind }: { readonly kind: string }) => kind === 'zombie');
  });
  expect(listed).toMatchObject({ issue, fix: `coordinator recover kill-zombie ${issue}` });
  const killed = await stage.run(['recover', 'kill-zombie', `${issue}`]);
  expect(killed).toMatchObject({ code: 0, stderr: expect.stringContaining('was ended') });
  await until('it is gone', () => !isAlive(pid));
  const history = await stage.run(['history', `${issue}`, '--json']);
  expect(JSON.parse(history.stdout)).toMatchObject({ attempts: [{ number: 1 }, { number: 2 }] });
});
