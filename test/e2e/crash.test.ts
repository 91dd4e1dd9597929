/**
 * The coordinator is killed, at any moment: workers go on, nothing is done twice.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Started, until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

const killed = async (run: Started): Promise<void> => {
  run.signal('SIGKILL');
  await run.ended;
};

/** Run records as they were before they said what they are for. */
const forgetOrigins = (stage: E2eStage): void => {
  for (const run of readdirSync(stage.path('.coordinator', 'runs'))) {
    const path = stage.path('.coordinator', 'runs', run, 'spec.json');
    const { about: _about, ...spec } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(spec));
  }
};

/** One pull request, one status comment, every attempt executed once. */
const expectOnce = async (stage: E2eStage, issue: number): Promise<void> => {
  expect(await stage.github.read.pulls()).toHaveLength(1);
  expect(stage.github.read.comments(issue)).toHaveLength(1);
  expect(stage.github.read.reactions(issue)).toHaveLength(1);
  const attempts = stage.executions(issue).map(({ attempt }) => attempt);
  expect(new Set(attempts).size).toBe(attempts.length);
};

describe.concurrent('kill -9 of the coordinator', { timeout: E2E_TIMEOUT_MS }, () => {
  test('workers go on and are adopted', async () => {
    await using stage = await openE2eStage();
    const notesPort = 'echo "$COORDINATOR_SLOT $COORDINATOR_PORT" >>"$SCRIPTS/ports-$COORDINATOR_ISSUE"; ';
    const long = await stage.hand(`${notesPort}${WORK.waitsForGo}`);
    const short = await stage.hand(`${notesPort}${WORK.waitsForGo}`);
    const failing = await stage.hand(
      'until [ -e "$SCRIPTS/go-$COORDINATOR_ISSUE" ]; do sleep 0.05; done; exit 7',
    );
    const issues = [long, short, failing];
    const first = stage.start(['run']);
    for (const issue of issues) await stage.reaches(issue, 'running');
    const pids = await Promise.all(issues.map(async (issue) => (await stage.executed(issue)).pid));
    await killed(first);
    letGo(stage, short);
    letGo(stage, failing);
    await until('two workers ended', () => !isAlive(pids[1] ?? 0) && !isAlive(pids[2] ?? 0));
    expect(isAlive(pids[0] ?? 0)).toBe(true);

    const portsOf = (issue: number): readonly string[] =>
      readFileSync(stage.path('..', 'scripts', `ports-${issue}`), 'utf8')
        .trimEnd()
        .split('\n');
    stage.script(failing, `${notesPort}${WORK.commits}`);
    const second = stage.start(['run', '--until-idle']);
    await stage.reaches(short, 'completed');
    await until('the exit code of the other', () => /exited 7\b.*\(attempt 1 of 3\)/.test(second.stderr()));
    expect(stage.task(long)).toMatchObject({ state: 'running', pid: pids[0] });
    expect(second.stderr()).toContain(`pid ${pids[0]}`);
    // Ports of the adopted worker stay its own.
    await until('the other is tried again', () => stage.executions(failing).length === 2);
    expect(portsOf(long)).toHaveLength(1);
    expect(portsOf(long)).not.toEqual(portsOf(short));
    letGo(stage, long);
    expect((await second.ended).code).toBe(0);
    expect(stage.executions(long)).toHaveLength(1);
    expect(stage.executions(short)).toHaveLength(1);
    expect(stage.executions(failing).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(portsOf(failing)).not.toEqual(portsOf(long));
    for (const line of issues.flatMap(portsOf)) expect(['0 20000', '1 20010', '2 20020']).toContain(line);
    expect(await stage.github.read.pulls()).toHaveLength(3);
    for (const issue of issues) expect(stage.github.read.comments(issue)).toHaveLength(1);
  });

  test('with a memory gone that an older run record does not bring back: the worker is waited for', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.waitsForGo);
    const first = stage.start(['run']);
    await stage.reaches(issue, 'running');
    const { pid } = await stage.executed(issue);
    await killed(first);
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm'])
      rmSync(stage.path('.coordinator', name), { force: true });
    rmSync(stage.path('logs'), { recursive: true });
    rmSync(stage.path('tasks.md'));
    forgetOrigins(stage);

    stage.script(issue, 'echo more >more.txt; git add .; git commit -q -m "feat: more"');
    const second = stage.start(['run', '--until-idle']);
    await until(
      'it is told',
      () => second.stderr().includes('a memory that was lost still runs'),
      second.stderr,
    );
    stage.github.clearJournal();
    const polls = (): number =>
      stage.github.journal().filter(({ route }) => route === '/repos/{owner}/{repo}/pulls').length;
    await until('three more polls', () => polls() >= 3, second.stderr);
    expect(stage.executions(issue)).toHaveLength(1);
    expect(stage.task(issue)).toBeUndefined();
    expect(isAlive(pid)).toBe(true);

    letGo(stage, issue);
    const end = await second.ended;
    expect(end.code, end.stderr).toBe(0);
    expect(end.stderr.split('a memory that was lost')).toHaveLength(2);
    expect(stage.executions(issue)).toHaveLength(2);
    expect(stage.task(issue)?.state).toBe('completed');
    expect(await stage.github.read.pulls()).toHaveLength(1);
  });

  test.for([80, 250])('%i ms after the issue was seen: nothing is done twice', async (delayMs) => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(`sleep 0.2; ${WORK.commits}`);
    const first = stage.start(['run']);
    await until('the issue is seen', () => first.stderr().includes('queued'));
    await pause(delayMs);
    await killed(first);
    const last = await stage.run(['run', '--until-idle']);
    expect(last.stderr).toContain('completed');
    expect(last.code).toBe(0);
    await expectOnce(stage, issue);
    expect(stage.executions(issue)).toHaveLength(1);
  });

  test('again and again, from the start to the end', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(`sleep 0.2; ${WORK.commits}`);
    for (let round = 0; round < 8 && stage.task(issue)?.state !== 'completed'; round += 1) {
      const run = stage.start(['run']);
      await until('it started', () => run.stderr().includes('started'));
      await pause(60 + round * 110);
      await killed(run);
    }
    const last = await stage.run(['run', '--until-idle']);
    expect(last.code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
    await expectOnce(stage, issue);
  });

  test.for([/POST .*\/pulls$/, /POST .*\/comments$/, /POST .*\/labels$/])(
    'while GitHub answers %s: nothing is done twice',
    async (route) => {
      await using stage = await openE2eStage();
      const [method = '', path = ''] = route.source.replaceAll('\\', '').split(' ');
      const fault = stage.github.faults.add({
        match: { method, path: new RegExp(path) },
        when: 'after',
        act: 'hang',
      });
      const issue = await stage.hand(WORK.commits);
      const first = stage.start(['run']);
      await until('the write', () => fault.hitCount() === 1, first.stderr);
      await killed(first);
      const last = await stage.run(['run', '--until-idle']);
      expect(last.code).toBe(0);
      await expectOnce(stage, issue);
      expect(stage.task(issue)?.state).toBe('completed');
    },
  );
});

test('while GitHub cannot be reached a new coordinator takes care of what runs', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const issue = await stage.hand(WORK.waitsForGo);
  const first = stage.start(['run']);
  await stage.reaches(issue, 'running');
  const { pid } = await stage.executed(issue);
  await killed(first);
  stage.github.faults.add({ match: { path: /./ }, times: Infinity, when: 'before', act: { status: 503 } });
  const second = stage.start(['run']);
  await until('it is adopted', () => second.stderr().includes('taken up'), second.stderr);
  expect(second.stderr()).toContain('workers that run are taken care of');
  writeFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), '');
  await stage.reaches(issue, 'stopped');
  expect(isAlive(pid)).toBe(false);
  await killed(second);
  const third = await stage.run(['run']);
  expect(third).toMatchObject({ code: 4, stderr: expect.stringContaining('cannot be read') });
});

describe.concurrent('one coordinator per repository', { timeout: E2E_TIMEOUT_MS }, () => {
  test('the second says who the first is; after a kill the next starts at once', async () => {
    await using stage = await openE2eStage();
    const first = stage.start(['run']);
    await until('it started', () => first.stderr().includes('started'));
    const second = await stage.run(['run']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`pid ${first.pid}`);
    expect(second.stderr).toContain('acme/api');
    expect(first.isRunning()).toBe(true);
    await killed(first);
    const third = await stage.run(['run', '--until-idle']);
    expect(third.code).toBe(0);
  });

  test('a start inside a worktree meets the same lock', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.dawdles);
    stage.start(['run']);
    await stage.executed(issue);
    const inside = await stage.runIn(stage.path('trees', `gh-${issue}`), ['run']);
    expect(inside.code).toBe(3);
  });
});
