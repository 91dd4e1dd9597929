/**
 * Ctrl-C and `kill`: once in order, twice at once.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';
import { writeFiles } from '../support/git-repository.ts';

describe.concurrent('signals', { timeout: E2E_TIMEOUT_MS }, () => {
  test('Ctrl-C: workers end, work is saved, the next run goes on', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.dawdles);
    const run = stage.start(['run']);
    const { pid } = await stage.executed(issue);
    await stage.reaches(issue, 'running');
    await until('something uncommitted', () => existsSync(stage.path('trees', `gh-${issue}`, 'half.txt')));
    run.signal('SIGINT');
    const ended = await run.ended;
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(isAlive(pid)).toBe(false);
    expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/);
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toContain('Continue: coordinator run');
    stage.script(issue, WORK.commits);
    const next = await stage.run(['run', '--until-idle']);
    expect(next.code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
    expect(stage.executions(issue)).toHaveLength(2);
  });

  test('Ctrl-C ends the process also while a fetch hangs', async () => {
    await using stage = await openE2eStage();
    const { folderPath } = stage.repository;
    const realPath = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const script = `case " $* " in *" fetch "*) : >${folderPath}/hangs; exec sleep 300;; esac\nexec ${realPath} "$@"`;
    writeFiles(folderPath, { 'shim/git': `#!/bin/sh\n${script}\n` });
    chmodSync(`${folderPath}/shim/git`, 0o755);
    await stage.hand(WORK.commits);
    const run = stage.start(['run'], { PATH: `${folderPath}/shim:${process.env.PATH}` });
    await until('the fetch hangs', () => existsSync(`${folderPath}/hangs`));
    const beganMs = performance.now();
    run.signal('SIGINT');
    const ended = await run.ended;
    expect(performance.now() - beganMs).toBeLessThan(15_000);
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toContain('Continue: coordinator run');
  });

  test('shutdown: detach leaves workers, the next run adopts them', async () => {
    await using stage = await openE2eStage({ config: 'shutdown: detach\n' });
    const issue = await stage.hand(WORK.waitsForGo);
    const run = stage.start(['run']);
    const { pid } = await stage.executed(issue);
    await stage.reaches(issue, 'running');
    run.signal('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(isAlive(pid)).toBe(true);
    const next = stage.start(['run', '--until-idle']);
    await until('it is adopted', () => next.stderr().includes(`pid ${pid}`));
    letGo(stage, issue);
    expect((await next.ended).code).toBe(0);
    expect(stage.executions(issue)).toHaveLength(1);
    expect(stage.task(issue)?.state).toBe('completed');
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('a second %s exits at once', async ([signal, code]) => {
    await using stage = await openE2eStage({ config: 'shutdown: stop\n' });
    const issue = await stage.hand(`trap "" TERM; ${WORK.waitsForGo}`);
    const run = stage.start(['run'], { COORDINATOR_WORKERS_GRACE: '30s' });
    const { pid } = await stage.executed(issue);
    await stage.reaches(issue, 'running');
    run.signal(signal);
    await until('it winds down', () => run.stderr().includes('again: exit now; they end by themselves'));
    const beganMs = performance.now();
    run.signal(signal);
    expect((await run.ended).code).toBe(code);
    expect(performance.now() - beganMs).toBeLessThan(2000);
    expect(isAlive(pid)).toBe(true);
  });
});
