/**
 * Runs for a script or a CI job: a few issues, from a moment on, and at the end what came of them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ResultsAnswer } from '../../src/answers/run.ts';
import { faultIn } from '../support/answer-check.ts';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

describe.concurrent('a run with an end', { timeout: E2E_TIMEOUT_MS }, () => {
  test('works on what it was asked for, and says what came of it', async () => {
    await using stage = await openE2eStage({ config: 'breaker: { failures: 99 }' });
    const good = await stage.hand(WORK.commits, { title: 'Greet people' });
    const bad = await stage.hand('exit 7', { title: 'Break' });
    const other = await stage.hand(WORK.commits);
    const wanted = `${good},${bad},99`;
    const run = await stage.run(['run', '--until-idle', '--issues', wanted, '--results', 'out.json']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^1 completed, 1 failed in /);
    expect(run.stdout).toMatch(/✓ gh-\d+ +Greet people +completed/);
    expect(run.stdout).toContain('gh-99  not worked on');
    const results = JSON.parse(readFileSync(stage.path('out.json'), 'utf8')) as ResultsAnswer;
    expect(faultIn('results', results)).toBeNull();
    expect(results).toMatchObject({ mode: 'until-idle', interrupted: false, exitCode: 1 });
    expect(results.tasks.map(({ issue, state, attempts }) => [issue, state, attempts.length])).toEqual([
      [good, 'completed', 1],
      [bad, 'failed', 3],
    ]);
    expect(results.missing.map(({ issue }) => issue)).toEqual([99]);
    expect(stage.task(other)).toBeUndefined();
    expect(stage.executions(other)).toEqual([]);
    const next = await stage.run(['run', '--until-idle', '--results', '-']);
    expect(next.code).toBe(0);
    const rest = JSON.parse(next.stdout) as ResultsAnswer;
    expect(rest.tasks.map(({ issue, state }) => [issue, state])).toEqual([[other, 'completed']]);
  });

  test('begins nothing before its time, and a signal leaves nothing behind', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits);
    const run = stage.start(['run', '--until-idle', '--start-at', '+1h', '--results', 'out.json']);
    await until('it waits', () => stage.task(issue)?.reason.includes('(--start-at)') === true);
    expect(run.stderr()).toMatch(/waits +nothing starts before .*, in (1h|59m)/);
    run.signal('SIGINT');
    const { code } = await run.ended;
    expect(code).toBe(0);
    const results = JSON.parse(readFileSync(stage.path('out.json'), 'utf8')) as ResultsAnswer;
    expect(results).toMatchObject({ interrupted: true, total: { states: { queued: 1 }, attempts: 0 } });
    expect(stage.executions()).toEqual([]);
    expect((await stage.run(['run', '--until-idle', '--start-at', '+1s'])).code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
  });
});
