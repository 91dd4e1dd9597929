/**
 * An issue's way to a pull request, and the ways it does not get there.
 */

import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

describe.concurrent('life of an issue', { timeout: E2E_TIMEOUT_MS }, () => {
  test('label, worker, pull request', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits, { title: 'Greet people' });
    const run = await stage.run(['run', '--until-idle', '--port', '0']);
    expect(run.stderr).toContain('completed');
    expect(run.stderr).toMatch(/metrics {2}listening +for Prometheus at http:\/\/127\.0\.0\.1:\d+\/metrics/);
    expect(run.code).toBe(0);
    const { metrics } = JSON.parse(readFileSync(stage.path('.coordinator', 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({
      coordinator_tasks: { completed: 1, running: 0 },
      coordinator_attempts_total: { completed: 1, error: 0 },
      coordinator_workers_launched_total: 1,
      coordinator_pull_requests_opened_total: 1,
      coordinator_github_requests_total: { 'POST /repos/{}/pulls': { 201: 1 } },
      coordinator_polls_total: { whole: expect.any(Number) },
    });
    const [pull, ...others] = await stage.github.read.pulls();
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ title: 'Greet people', state: 'open', head: { ref: `rpi/gh-${issue}` } });
    expect(pull?.body).toContain(`Fixes #${issue}`);
    expect(stage.github.read.labelsOf(issue)).toEqual(expect.arrayContaining(['rpi-auto', 'rpi-review']));
    expect(stage.github.read.labelsOf(issue)).not.toContain('rpi-working');
    expect(stage.statusComments(issue)).toEqual([expect.stringContaining(`#${pull?.number}`)]);
    expect(stage.github.read.comments(issue)).toHaveLength(1);
    expect(stage.github.read.reactions(issue)).toEqual([{ login: 'mona', content: 'eyes' }]);
    expect(stage.sectionOf(issue)).toBe('Completed');
    expect(stage.ledger()).toMatch(new RegExp(`^- \\[x\\] ✅ gh-${issue}: Greet people`, 'm'));
    expect(stage.repository.git('status', '--porcelain')).toBe('');
    expect(stage.repository.git('branch', '--show-current')).toBe('main');
  });

  test('a second run with nothing new writes nothing', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits);
    await stage.run(['run', '--until-idle']);
    const before = stage.ledger();
    stage.github.clearJournal();
    const run = await stage.run(['run', '--until-idle']);
    expect(run.code).toBe(0);
    expect(stage.github.journal().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(stage.ledger()).toBe(before);
    expect(stage.executions(issue)).toHaveLength(1);
  });

  test('a worker that opens the pull request itself', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(
      `${WORK.commits}; git push -q origin HEAD; exec "$FIXTURES/opens-pull-request.mjs"`,
    );
    const run = await stage.run(['run', '--until-idle'], { COORDINATOR_WORKERS_GITHUBTOKEN: 'true' });
    expect(run.code).toBe(0);
    const pulls = await stage.github.read.pulls();
    expect(pulls.map(({ title }) => title)).toEqual(['By the worker']);
    expect(stage.task(issue)?.state).toBe('completed');
    expect(stage.statusComments(issue)).toEqual([expect.stringContaining(`#${pulls[0]?.number}`)]);
  });

  test('no changes until the attempts are used up', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand('echo nothing to do here');
    const run = await stage.run(['run', '--until-idle'], { COORDINATOR_WORKERS_ATTEMPTS: '2' });
    expect(run.code).toBe(1);
    expect(stage.executions(issue).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await stage.github.read.pulls()).toEqual([]);
    expect(stage.github.read.labelsOf(issue)).toContain('rpi-failed');
    expect(stage.github.read.labelsOf(issue)).not.toContain('rpi-working');
    const [comment = ''] = stage.statusComments(issue);
    expect(comment).toContain('Failed');
    expect(comment).toContain('nothing to do here');
    expect(stage.sectionOf(issue)).toBe('Failed');
  });

  test('a failure, then success', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(`[ "$COORDINATOR_ATTEMPT" != 1 ] || exit 1\n${WORK.commits}`);
    const run = await stage.run(['run', '--until-idle']);
    expect(run.code).toBe(0);
    expect(stage.executions(issue).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(stage.task(issue)?.state).toBe('completed');
    expect(await stage.github.read.pulls()).toHaveLength(1);
  });

  test('BLOCKED.md asks a person; its removal is the answer', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand('echo "Which database?" >BLOCKED.md');
    const asked = await stage.run(['run', '--until-idle']);
    expect(asked.code).toBe(0);
    expect(stage.task(issue)).toMatchObject({ state: 'blocked', reason: 'Which database?' });
    expect(stage.sectionOf(issue)).toBe('Blocked');
    expect(
      stage.github.read
        .comments(issue)
        .map(({ body }) => body)
        .join(),
    ).toContain('Which database?');
    expect(stage.github.read.labelsOf(issue)).toContain('rpi-blocked');
    stage.script(issue, WORK.commits);
    const run = stage.start(['run', '--until-idle']);
    expect((await run.ended).code).toBe(0);
    expect(stage.task(issue)?.state).toBe('blocked');
    rmSync(stage.path('trees', `gh-${issue}`, 'BLOCKED.md'));
    expect((await stage.run(['run', '--until-idle'])).code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
    await until('labels', () => !stage.github.read.labelsOf(issue).includes('rpi-blocked'));
  });
});
