/**
 * What cannot work is said at once: what, why, and what to do. And what others wrote does no harm.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Finished, until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

/** A message without a trace, and a line that says what to do. */
const expectSaid = (finished: Finished, code: number, ...texts: readonly string[]): void => {
  for (const text of texts) expect(finished.stderr).toContain(text);
  expect(finished).toMatchObject({ code, stdout: '' });
  expect(finished.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(finished.stderr.trimEnd().split('\n').length).toBeGreaterThan(1);
};

describe.concurrent('at the start', { timeout: E2E_TIMEOUT_MS }, () => {
  test('tokens and GitHub', async () => {
    await using stage = await openE2eStage();
    expectSaid(await stage.run(['run'], { GITHUB_TOKEN: '' }), 2, 'no GitHub token', 'gh auth login');
    expectSaid(await stage.run(['run'], { GITHUB_TOKEN: 'wrong' }), 4, '401', 'gh auth login');
    expectSaid(await stage.run(['run'], { COORDINATOR_REPOSITORY: 'acme/none' }), 4, 'acme/none', '404');
    expectSaid(
      await stage.run(['run'], { GITHUB_API_URL: 'http://127.0.0.1:9' }),
      4,
      'http://127.0.0.1:9',
      'GITHUB_API_URL',
    );
    expectSaid(await stage.run(['run'], { GITHUB_API_URL: 'nonsense' }), 2, 'GITHUB_API_URL');
    expect(existsSync(stage.path('tasks.md'))).toBe(false);
  });

  test('places', async () => {
    await using stage = await openE2eStage();
    const { folderPath } = stage.repository;
    expectSaid(await stage.runIn(folderPath, ['run']), 2, folderPath, 'git');
    stage.repository.commit(stage.rootPath, { 'coordinator.yml': 'github: { label: rpi-auto }\n' });
    expectSaid(await stage.run(['run']), 2, stage.repository.originPath, 'repository: OWNER/NAME');
    stage.repository.git('remote', 'remove', 'origin');
    expectSaid(await stage.run(['run']), 2, 'origin');
  });

  test('configuration', async () => {
    await using stage = await openE2eStage();
    const path = stage.path('coordinator.yml');
    const attempt = async (text: string, ...expected: readonly string[]) => {
      writeFileSync(path, text);
      expectSaid(await stage.run(['run']), 2, ...expected);
    };
    await attempt('workers:\n  maxx: 3\n', 'coordinator.yml:2:3', 'maxx', 'did you mean "max"?');
    await attempt('workers: { max: many }\n', 'coordinator.yml:1:', 'workers.max', 'whole number');
    await attempt('workers: { timeout: soon }\n', 'coordinator.yml:1:', '2h');
    await attempt('workers: [\n', 'coordinator.yml:');
    await attempt('workers: { agent: nobody }\n', 'nobody');
    expectSaid(await stage.run(['run', '--config', 'none.yml']), 2, 'none.yml');
    expect((await stage.run(['run', '--max-worker', '3'])).stderr).toContain('Did you mean --max-workers?');
    const asJson = await stage.run(['status', '--jsn', '--json']);
    expect(JSON.parse(asJson.stderr)).toEqual({
      error: {
        code: 'usage',
        message: "unknown option '--jsn'",
        fix: 'Did you mean --json? See: coordinator status --help',
      },
    });
    const near = 'Did you mean: coordinator help tasks';
    expectSaid(await stage.run(['help', 'taks']), 2, 'there is no help on "taks"', near);
    expect(await stage.run(['statsu'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean status?'),
    });
  });

  test('a template with an unknown variable, before anything is taken up', async () => {
    await using stage = await openE2eStage();
    mkdirSync(stage.path('.github', 'coordinator'), { recursive: true });
    writeFileSync(stage.path('.github', 'coordinator', 'worker.md'), 'Do {{ issue.titel }}\n');
    const issue = await stage.hand(WORK.commits);
    expectSaid(await stage.run(['run', '--until-idle']), 2, 'undefined variable: issue.titel');
    expect(stage.task(issue)).toBeUndefined();
  });
});

describe.concurrent('for one task', { timeout: E2E_TIMEOUT_MS }, () => {
  test('an agent command that does not exist: failed, and it is named', async () => {
    await using stage = await openE2eStage();
    writeFileSync(
      stage.path('coordinator.yml'),
      'repository: acme/api\ngithub: { pollInterval: 0.4s }\nworkers: { agent: ghost, attempts: 1 }\nagents: { ghost: { command: [no-such-agent] } }\n',
    );
    const issue = await stage.hand(WORK.commits);
    const run = await stage.run(['run', '--until-idle']);
    expect(run.code).toBe(1);
    expect(stage.task(issue)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('no-such-agent'),
    });
  });

  test('the branch checked out in the main checkout: says where and how to free it; retry goes on', async () => {
    await using stage = await openE2eStage();
    stage.repository.git('switch', '-q', '-c', 'rpi/gh-1');
    const issue = await stage.hand(WORK.commits);
    expect(issue).toBe(1);
    expect((await stage.run(['run', '--until-idle'])).code).toBe(1);
    const task = stage.task(1);
    expect(task).toMatchObject({ state: 'failed', reason: expect.stringContaining(stage.rootPath) });
    expect(task?.reason).toContain('switch');
    expect(stage.executions()).toEqual([]);
    stage.repository.git('switch', '-q', 'main');
    expect((await stage.run(['retry', '1'])).code).toBe(0);
    expect((await stage.run(['run', '--until-idle'])).code).toBe(0);
    expect(stage.task(1)?.state).toBe('completed');
  });

  test('trees/gh-1 is a plain file: moved aside, not lost', async () => {
    await using stage = await openE2eStage();
    mkdirSync(stage.path('trees'));
    writeFileSync(stage.path('trees', 'gh-1'), 'mine\n');
    await stage.hand(WORK.commits);
    expect((await stage.run(['run', '--until-idle'])).code).toBe(0);
    expect(stage.task(1)?.state).toBe('completed');
    expect(readdirSync(stage.path('trees', '.aside'))).toHaveLength(1);
  });

  test("a stranger's label is refused, and told once", async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits, { by: 'theo' });
    const run = stage.start(['run']);
    await until('it is refused', () => run.stderr().includes('refused'));
    const polls = () => stage.github.journal().filter(({ path }) => path.includes('/issues?')).length;
    const before = polls();
    await until('more polls', () => polls() >= before + 3);
    run.signal('SIGINT');
    const { stderr } = await run.ended;
    expect(stderr.match(/refused/g)).toHaveLength(1);
    expect(stderr).toMatch(/theo.*not trusted/);
    expect((await stage.run(['status'])).stdout).toMatch(new RegExp(`refused: gh-${issue}.*theo`));
    expect(stage.executions()).toEqual([]);
    expect(stage.github.read.comments(issue)).toEqual([]);
    expect(existsSync(stage.path('trees', `gh-${issue}`))).toBe(false);
  });
});

test('hostile titles', { timeout: E2E_TIMEOUT_MS }, async () => {
  await using stage = await openE2eStage();
  const titles = [
    'x\n<!-- coordinator:end -->\n## Cancelled\n- [-] gh-1: gone',
    '`$(touch /tmp/owned)` "; rm -rf . #',
    '@acme/team ~~[-]~~ {p0} [❌ w-abc123] gh-1: User cancelled',
    '\u202eright to left\u202c \u001b[31mred\u0007',
    `long ${'abc '.repeat(75)}`,
  ];
  const issues: number[] = [];
  for (const title of titles) issues.push(await stage.hand(WORK.commits, { title }));
  const run = await stage.run(['run', '--until-idle']);
  expect(run.code).toBe(0);
  expect(stage.ledger().match(/<!-- coordinator:end -->/g)).toHaveLength(1);
  expect(stage.ledger()).not.toMatch(/(^|[^`\\\w])@acme/m);
  const shown = await stage.run(['status']);
  for (const text of [stage.ledger(), run.stderr, shown.stdout])
    for (const sign of ['\u202e', '\u001b', '\u0007']) expect(text).not.toContain(sign);
  for (const issue of issues) {
    expect(stage.task(issue)).toMatchObject({ state: 'completed', priority: 'p2' });
    expect(stage.sectionOf(issue)).toBe('Completed');
    expect(stage.statusComments(issue)).toHaveLength(1);
  }
  const pulls = await stage.github.read.pulls();
  expect(pulls).toHaveLength(titles.length);
  for (const { title } of pulls) expect(title.length).toBeLessThanOrEqual(256);
});
