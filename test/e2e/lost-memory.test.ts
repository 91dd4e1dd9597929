/**
 * All or a part of `.coordinator/` is deleted while nothing runs: the next start rebuilds what it can, and says so.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, type E2eStage, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

/** Rows and notes, without the order inside a section. */
const rowsOf = (ledger: string): readonly string[] =>
  ledger
    .split('\n')
    .filter((line) => /^\s*- /.test(line))
    .toSorted();

const loseDatabase = (stage: E2eStage): void => {
  for (const name of ['state.db', 'state.db-wal', 'state.db-shm'])
    rmSync(stage.path('.coordinator', name), { force: true });
};

/** One attempt is enough to fail. */
const once = { COORDINATOR_WORKERS_ATTEMPTS: '1' };

describe.concurrent('a memory that was lost', { timeout: E2E_TIMEOUT_MS }, () => {
  test('finished issues stay finished: nothing is started, no row and no comment is lost or doubled', async () => {
    await using stage = await openE2eStage();
    const done = await stage.hand(WORK.commits, { title: 'Add `a` greeting' });
    const failing = await stage.hand('exit 7', { labels: ['p1'] });
    const first = await stage.run(['run', '--until-idle'], once);
    expect(first.code).toBe(1);
    const before = rowsOf(stage.ledger());
    expect(before).toHaveLength(4);
    rmSync(stage.path('.coordinator'), { recursive: true });

    const next = await stage.run(['run', '--until-idle'], once);
    expect(next.stderr).toContain('the memory was lost; 2 tasks were rebuilt');
    expect(next.stderr).toContain('1 completed, 1 failed');
    expect(rowsOf(stage.ledger())).toEqual(before);
    expect(stage.executions(done)).toHaveLength(1);
    expect(stage.executions(failing)).toHaveLength(1);
    expect(stage.task(done)).toMatchObject({ state: 'completed', attempt: 1 });
    expect(stage.task(failing)).toMatchObject({ state: 'failed', attempt: 1 });
    for (const issue of [done, failing]) expect(stage.statusComments(issue)).toHaveLength(1);
    expect(await stage.github.read.pulls()).toHaveLength(1);

    stage.script(failing, WORK.commits);
    await stage.run(['retry', String(failing)]);
    const last = await stage.run(['run', '--until-idle'], once);
    expect(last.code).toBe(0);
    expect(last.stderr).not.toContain('lost');
    expect(stage.executions(failing).at(-1)?.attempt).toBe(2);
    expect(stage.statusComments(failing)).toHaveLength(1);
  });

  test('a worker that lives is adopted, and its row that was moved to Cancelled is a cancel', async () => {
    await using stage = await openE2eStage({ config: 'shutdown: detach\n' });
    const issue = await stage.hand(WORK.waitsForGo);
    const other = await stage.hand(WORK.dawdles);
    const first = stage.start(['run']);
    for (const one of [issue, other]) await stage.reaches(one, 'running');
    const { pid } = await stage.executed(issue);
    const lost = await stage.executed(other);
    first.signal('SIGINT');
    expect((await first.ended).code).toBe(0);
    loseDatabase(stage);
    const edited = stage.ledger().replace(`- [ ] 🟡 gh-${other}`, `- [❌] 🟡 gh-${other}`);
    writeFileSync(stage.path('tasks.md'), edited);

    const next = stage.start(['run', '--until-idle']);
    expect(await stage.reaches(issue, 'running')).toMatchObject({ pid, attempt: 1 });
    expect(isAlive(pid)).toBe(true);
    await stage.reaches(other, 'cancelled');
    expect(isAlive(lost.pid)).toBe(false);
    letGo(stage, issue);
    const end = await next.ended;
    expect(end.code, end.stderr).toBe(0);
    expect(end.stderr).toContain('2 tasks were rebuilt from what is left (2 running)');
    expect(stage.executions()).toHaveLength(2);
    expect(stage.task(issue)?.state).toBe('completed');
    for (const one of [issue, other]) expect(stage.statusComments(one)).toHaveLength(1);
    expect(await stage.github.read.pulls()).toHaveLength(1);
  });
});
