/**
 * A person stays in control: STOP files, the issue itself, and the commands.
 */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Started, until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

interface Dawdler {
  readonly issue: number;
  readonly pid: number;
  readonly run: Started;
}

/** A coordinator whose workers dawdle. */
const dawdling = async <Count extends 1 | 2 | 3>(
  stage: E2eStage,
  count: Count,
  env: Readonly<Record<string, string>> = {},
): Promise<Dawdlers[Count]> => {
  const issues: number[] = [];
  for (let number = 0; number < count; number += 1) issues.push(await stage.hand(WORK.dawdles));
  const run = stage.start(['run'], env);
  const dawdlers: Dawdler[] = [];
  for (const issue of issues) {
    await stage.reaches(issue, 'running');
    await until('something uncommitted', () => existsSync(stage.path('trees', `gh-${issue}`, 'half.txt')));
    dawdlers.push({ issue, run, pid: (await stage.executed(issue)).pid });
  }
  return dawdlers as unknown as Dawdlers[Count];
};

/** As many as were asked for. */
interface Dawdlers {
  readonly 1: readonly [Dawdler];
  readonly 2: readonly [Dawdler, Dawdler];
  readonly 3: readonly [Dawdler, Dawdler, Dawdler];
}

/** The work in progress is a commit of the branch. */
const expectSaved = (stage: E2eStage, issue: number): void => {
  expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/);
  expect(stage.repository.git('show', `rpi/gh-${issue}:half.txt`)).toBe('half');
  expect(existsSync(stage.path('trees', `gh-${issue}`, 'half.txt'))).toBe(true);
};

const goneAfterMs = async (pid: number, act: () => unknown): Promise<number> => {
  const beganMs = performance.now();
  await act();
  await until('the worker is gone', () => !isAlive(pid));
  return performance.now() - beganMs;
};

describe.concurrent('STOP files', { timeout: E2E_TIMEOUT_MS }, () => {
  test('end a worker within a second and the grace; its work is saved', async () => {
    await using stage = await openE2eStage();
    const [{ issue, pid }] = await dawdling(stage, 1);
    const tookMs = await goneAfterMs(pid, () =>
      writeFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), 'wrong idea\n'),
    );
    expect(tookMs).toBeLessThan(2000 + slackMs);
    const task = await stage.reaches(issue, 'stopped');
    expect(task.reason).toContain('wrong idea');
    expectSaved(stage, issue);
    await until('the ledger', () => stage.ledger().includes('wrong idea'));
    await until('the comment', () => stage.statusComments(issue)[0]?.includes('wrong idea'));
    expect(stage.github.read.labelsOf(issue)).not.toContain('rpi-working');
    expect(stage.executions(issue)).toHaveLength(1);
  });

  test('end a worker that ignores SIGTERM, too', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(`trap "" TERM; ${WORK.dawdles}`);
    stage.start(['run']);
    const { pid } = await stage.executed(issue);
    await stage.reaches(issue, 'running');
    const tookMs = await goneAfterMs(pid, () =>
      appendFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), ''),
    );
    expect(tookMs).toBeLessThan(3000 + slackMs);
    await stage.reaches(issue, 'stopped');
  });

  test('hold a task back before its start, and say so; retry lifts them', async () => {
    await using stage = await openE2eStage();
    const [{ issue }] = await dawdling(stage, 1);
    const stopPath = stage.path('trees', `gh-${issue}`, 'STOP');
    writeFileSync(stopPath, '');
    await stage.reaches(issue, 'stopped');
    expect(existsSync(stopPath)).toBe(true);
    stage.script(issue, WORK.commits);
    const retried = await stage.run(['retry', `${issue}`]);
    expect(retried.code).toBe(0);
    await stage.reaches(issue, 'completed');
    expect(existsSync(stopPath)).toBe(false);
  });

  test('hold back an issue whose worktree folder has one before anything else', async () => {
    await using stage = await openE2eStage();
    mkdirSync(stage.path('trees', 'gh-1'), { recursive: true });
    writeFileSync(stage.path('trees', 'gh-1', 'STOP'), '');
    const issue = await stage.hand(WORK.commits);
    expect(issue).toBe(1);
    const run = stage.start(['run']);
    await until('it says so', () => stage.task(1)?.reason.includes('STOP'), run.stderr);
    const shown = await stage.run(['status']);
    expect(shown.stdout).toContain('STOP');
    expect(stage.executions(1)).toEqual([]);
    expect((await stage.run(['retry', '1'])).code).toBe(0);
    await stage.reaches(1, 'completed');
  });
});

describe.concurrent('the issue itself', { timeout: E2E_TIMEOUT_MS }, () => {
  test('unlabelled or closed: cancelled, work kept', async () => {
    await using stage = await openE2eStage();
    const [unlabelled, closed] = await dawdling(stage, 2);
    const mona = stage.github.as('mona');
    await mona.unlabel(unlabelled.issue, 'rpi-auto');
    await mona.closeIssue(closed.issue);
    for (const { issue, pid } of [unlabelled, closed]) {
      await stage.reaches(issue, 'cancelled');
      expect(isAlive(pid)).toBe(false);
      expectSaved(stage, issue);
      await until('its own label is gone', () => !stage.github.read.labelsOf(issue).includes('rpi-working'));
      await until('its row', () => stage.sectionOf(issue) === 'Cancelled');
    }
  });

  test('label removed and added again: another round', async () => {
    await using stage = await openE2eStage();
    const [{ issue }] = await dawdling(stage, 1);
    await stage.github.as('mona').unlabel(issue, 'rpi-auto');
    await stage.reaches(issue, 'cancelled');
    stage.script(issue, WORK.commits);
    await stage.github.as('mona').label(issue, 'rpi-auto');
    await stage.reaches(issue, 'completed');
  });
});

describe.concurrent('commands', { timeout: E2E_TIMEOUT_MS }, () => {
  test('stop, kill, cancel and retry while the coordinator runs', async () => {
    await using stage = await openE2eStage();
    const workers = await dawdling(stage, 3);
    for (const [index, verb] of (['stop', 'kill', 'cancel'] as const).entries()) {
      const { issue, pid } = workers[index] ?? { issue: 0, pid: 0 };
      const asked = await stage.run([verb, `#${issue}`, '--reason', 'not now']);
      expect(asked).toMatchObject({ code: 0, stderr: expect.stringContaining(`gh-${issue}`) });
      expect(asked.stderr).not.toContain('no coordinator runs');
      const task = await stage.reaches(issue, verb === 'cancel' ? 'cancelled' : 'stopped');
      expect(task.reason).toContain('not now');
      expect(isAlive(pid)).toBe(false);
      expectSaved(stage, issue);
    }
    const { issue } = workers[0] ?? { issue: 0 };
    const again = await stage.run(['cancel', `${issue}`]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('stopped already') });
    stage.script(issue, WORK.commits);
    expect((await stage.run(['retry', `gh-${issue}`])).code).toBe(0);
    await stage.reaches(issue, 'completed');
  });

  test('stop and cancel while no coordinator runs are taken up at the next start', async () => {
    await using stage = await openE2eStage();
    const [stopped, cancelled] = await dawdling(stage, 2);
    stopped.run.signal('SIGKILL');
    await stopped.run.ended;
    const wanted = [
      { ...stopped, verb: 'stop', state: 'stopped' },
      { ...cancelled, verb: 'cancel', state: 'cancelled' },
    ];
    for (const { verb, issue, pid } of wanted) {
      const asked = await stage.run([verb, `${issue}`]);
      expect(asked).toMatchObject({ code: 0, stderr: expect.stringContaining('no coordinator runs') });
      expect(isAlive(pid)).toBe(true);
    }
    expect((await stage.run(['run', '--until-idle'])).code).toBe(0);
    for (const { state, issue, pid } of wanted) {
      expect(stage.task(issue)?.state).toBe(state);
      expect(isAlive(pid)).toBe(false);
      expectSaved(stage, issue);
    }
  });

  test('kill, status and logs work although the configuration is wrong', async () => {
    await using stage = await openE2eStage();
    const [{ issue, pid }] = await dawdling(stage, 1);
    appendFileSync(stage.path('coordinator.yml'), 'workerz: { max: 3 }\n');
    const status = await stage.run(['status']);
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining(`gh-${issue}`) });
    expect(status.stderr).toMatch(/configuration is wrong.*\n?.*workerz/);
    const logs = await stage.run(['logs', `${issue}`]);
    expect(logs).toMatchObject({ code: 0, stdout: expect.stringContaining('dawdling'), stderr: '' });
    expect((await stage.run(['kill', `${issue}`])).code).toBe(0);
    await stage.reaches(issue, 'stopped');
    expect(isAlive(pid)).toBe(false);
    expect((await stage.run(['config', 'show'])).code).toBe(2);
  });

  test('an issue without a task gets a suggestion', async () => {
    await using stage = await openE2eStage();
    const none = await stage.run(['stop', '7']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('no task gh-7');
    const issue = await stage.hand(WORK.commits);
    await stage.run(['run', '--until-idle']);
    for (const verb of ['stop', 'logs']) {
      const unknown = await stage.run([verb, `${issue}0`]);
      expect(unknown.code).toBe(1);
      expect(unknown.stderr).toContain(`did you mean ${issue}?`);
    }
    const noNumber = await stage.run(['stop', 'seven']);
    expect(noNumber.code).toBe(2);
    expect(noNumber.stderr).toContain('450, #450 or gh-450');
  });

  test('a kill shows at once in state, ledger, comment and label, not with the next poll', async () => {
    await using stage = await openE2eStage();
    const env = { COORDINATOR_GITHUB_POLLINTERVAL: '15m', COORDINATOR_WORKERS_ATTEMPTS: '1' };
    const [asked, byHand] = await dawdling(stage, 2, env);
    const beganMs = performance.now();
    await stage.run(['kill', `${asked.issue}`]);
    process.kill(byHand.pid, 'SIGKILL');
    for (const [issue, state] of [
      [asked.issue, 'stopped'],
      [byHand.issue, 'failed'],
    ] as const) {
      await stage.reaches(issue, state);
      await until('its row', () => stage.sectionOf(issue) !== 'Active');
      await until('its comment', () => stage.statusComments(issue)[0]?.toLowerCase().includes(state));
      await until('its label', () => !stage.github.read.labelsOf(issue).includes('rpi-working'));
    }
    expect(performance.now() - beganMs).toBeLessThan(60_000);
  });

  test('a worker killed by hand is an ended attempt', async () => {
    await using stage = await openE2eStage();
    const [{ issue, pid }] = await dawdling(stage, 1);
    stage.script(issue, WORK.commits);
    process.kill(pid, 'SIGKILL');
    await stage.reaches(issue, 'completed');
    expect(stage.executions(issue).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

/** What a busy machine may add to a promise of a second. */
const slackMs = 3000;
