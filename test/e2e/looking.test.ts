/**
 * Looking without touching: `--dry-run`, `status`, `logs`; and `--once`, which leaves at once.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PlanAnswer } from '../../src/answers/run.ts';
import { faultIn } from '../support/answer-check.ts';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

/** Every file of the clone, git's own included, with its content and time. */
const pictureOf = (stage: E2eStage): readonly string[] =>
  readdirSync(stage.rootPath, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = stage.path(name);
      const stats = statSync(path);
      return stats.isFile()
        ? `${name} ${stats.mtimeMs} ${readFileSync(path).toString('base64')}`
        : `${name}/ ${stats.mtimeMs}`;
    });

const statusOf = async (stage: E2eStage): Promise<ReturnType<typeof JSON.parse>> => {
  const { code, stdout, stderr } = await stage.run(['status', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe.concurrent('run --dry-run', { timeout: E2E_TIMEOUT_MS }, () => {
  test('says what would be done and writes nothing anywhere', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits, { title: 'Greet people' });
    const refused = await stage.hand(WORK.commits, { title: 'Not for us', by: 'theo' });
    const before = pictureOf(stage);
    const plan = await stage.run(['run', '--dry-run']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain(`gh-${issue}`);
    expect(plan.stdout).toContain('worker');
    expect(plan.stdout).toMatch(new RegExp(`gh-${refused}.*theo`));
    const json = await stage.run(['run', '--dry-run', '--json']);
    expect(json.code).toBe(0);
    const { actions, starts } = JSON.parse(json.stdout) as PlanAnswer;
    expect(actions.map(({ kind }) => kind)).toContain('create-worktree');
    const prompt = expect.stringContaining('Greet people');
    const command = [expect.stringContaining('follows-script')];
    expect(starts).toMatchObject([{ issue, attempt: 1, agent: 'script', command, prompt, trouble: null }]);
    const other = await stage.run(['run', '--dry-run', '--issues', '99']);
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining(`gh-${issue}      would wait`) });
    expect(other.stderr).toContain('gh-99: no open issue of this number carries the label rpi-auto');
    const explained = await stage.run(['explain', `#${issue}`, '--json']);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      issue,
      title: 'Greet people',
      state: null,
      answer: expect.stringContaining('no task: it is taken in'),
      github: { notAskedBecause: null },
    });
    const unasked = await stage.run(['explain', `${refused}`], { GITHUB_TOKEN: '', PATH: '/usr/bin:/bin' });
    expect(unasked).toMatchObject({ code: 0, stdout: expect.stringContaining('GitHub was not asked: ') });
    expect(pictureOf(stage)).toEqual(before);
    expect(stage.github.journal().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(stage.github.read.comments(issue)).toEqual([]);
    expect(stage.executions()).toEqual([]);
  });

  test('says of an issue that nothing is known of who labelled it', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits);
    stage.github.faults.add({
      match: { path: /permission/ },
      times: Number.POSITIVE_INFINITY,
      when: 'before',
      act: { status: 403, body: { message: 'Resource not accessible by personal access token' } },
    });
    const plan = await stage.run(['run', '--dry-run']);
    expect(plan.code).toBe(0);
    expect(plan.stderr).toMatch(new RegExp(`gh-${issue} would wait: who labelled it is not known: .`));
    const run = stage.start(['run']);
    await until('it is told', () => new RegExp(`gh-${issue} +waits +who labelled`).test(run.stderr()));
  });

  test('also beside a coordinator that runs', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.dawdles);
    stage.start(['run']);
    await stage.reaches(issue, 'running');
    const plan = await stage.run(['run', '--dry-run']);
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(stage.task(issue)?.state).toBe('running');
  });
});

describe.concurrent('run --once', { timeout: E2E_TIMEOUT_MS }, () => {
  test('starts what can start and leaves; workers go on', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.waitsForGo);
    const run = await stage.run(['run', '--once']);
    expect(run.code).toBe(0);
    const { pid } = await stage.executed(issue);
    expect(isAlive(pid)).toBe(true);
    expect(stage.task(issue)?.state).toBe('running');
    expect((await statusOf(stage)).coordinator.running).toBe(false);
    letGo(stage, issue);
    await until('it ended', () => !isAlive(pid));
    expect((await stage.run(['run', '--once'])).code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
    expect(stage.executions(issue)).toHaveLength(1);
  });
});

describe.concurrent('status', { timeout: E2E_TIMEOUT_MS }, () => {
  test('before, during and after, as a table and as JSON that fits its schema', async () => {
    await using stage = await openE2eStage();
    const empty = await statusOf(stage);
    expect(empty).toMatchObject({ coordinator: { running: false, pid: null }, tasks: [] });
    expect(faultIn('status', empty)).toBeNull();
    const issue = await stage.hand(WORK.waitsForGo, { title: 'Greet people' });
    const run = stage.start(['run', '--until-idle', '--max-workers', '2']);
    const { pid } = await stage.executed(issue);
    await until('its pid', () => stage.task(issue)?.pid === pid);
    const during = await statusOf(stage);
    expect(faultIn('status', during)).toBeNull();
    expect(during.coordinator).toMatchObject({ running: true, pid: run.pid, repository: 'acme/api' });
    expect(during.tasks).toMatchObject([{ issue, state: 'running', pid, attempt: 1, attempts: 3 }]);
    const table = await stage.run(['status']);
    expect(table.stdout).toMatch(new RegExp(`gh-${issue} +Greet people +running`));
    expect(table.stdout).toContain('1 of 2 workers');
    letGo(stage, issue);
    await run.ended;
    const after = await statusOf(stage);
    expect(faultIn('status', after)).toBeNull();
    expect(after).toMatchObject({
      coordinator: { running: false },
      tasks: [{ state: 'completed', pid: null, pullRequest: { state: 'open' } }],
    });
    expect((await stage.run(['status'])).stdout).toContain('not running');
  });

  test('--watch --json: one line per change', async () => {
    await using stage = await openE2eStage();
    const watch = stage.start(['status', '--watch', '--json']);
    await until('the first line', () => watch.stdout().includes('\n'));
    const issue = await stage.hand(WORK.waitsForGo);
    const run = stage.start(['run', '--until-idle']);
    await until('it is seen to run', () => watch.stdout().includes('"running"'), watch.stdout);
    letGo(stage, issue);
    await run.ended;
    await until('it is seen to end', () => watch.stdout().includes('"completed"'), watch.stdout);
    watch.signal('SIGINT');
    await watch.ended;
    const lines = watch.stdout().trimEnd().split('\n');
    for (const line of lines) expect(faultIn('status', JSON.parse(line))).toBeNull();
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe.concurrent('logs', { timeout: E2E_TIMEOUT_MS }, () => {
  test('-f and wait end when the worker ends; diff and open show what came of it', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.waitsForGo);
    const run = stage.start(['run', '--until-idle']);
    await stage.executed(issue);
    await stage.reaches(issue, 'running');
    const logs = stage.start(['logs', `${issue}`, '-f']);
    await until('the beginning', () => logs.stdout().includes(`started gh-${issue} attempt 1`));
    const wait = stage.start(['wait', `${issue}`]);
    const pending = await stage.run(['wait', `${issue}`, '--timeout', '0']);
    expect(pending).toMatchObject({ code: 8, stdout: expect.stringContaining(`gh-${issue} running`) });
    letGo(stage, issue);
    const { code, stdout } = await logs.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('went');
    await run.ended;
    expect(await wait.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed') });
    expect((await stage.run(['diff', `${issue}`, '--stat'])).stdout).toContain(`work-${issue}.txt`);
    expect((await stage.run(['open', `${issue}`, '--print'])).stdout).toMatch(/\/pull\/\d+\n$/);
  });
});
