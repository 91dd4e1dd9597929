/**
 * Limits and the host: a worker without any sign of life, one that says nothing but works, and a machine without room.
 */
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';

/** Says nothing after its first line, writes a file again and again, and commits when it may go. */
const WORKS_SILENTLY = `until [ -e "$SCRIPTS/go-$COORDINATOR_ISSUE" ]; do date +%N >notes.txt; sleep 0.1; done; ${WORK.commits}`;

describe.concurrent('limits', { timeout: E2E_TIMEOUT_MS }, () => {
  test('a worker without any sign of life after its start is ended', async () => {
    await using stage = await openE2eStage({ config: '  dumb: { command: [sleep, "600"] }\n' });
    const issue = await stage.hand('');
    const env = { COORDINATOR_WORKERS_STARTTIMEOUT: '2s', COORDINATOR_WORKERS_ATTEMPTS: '1' };
    const run = await stage.run(['run', '--until-idle', '--agent', 'dumb'], env);
    expect(run.code).toBe(1);
    expect(stage.task(issue)).toMatchObject({
      state: 'failed',
      reason: 'no sign of life for 2s after its start (workers.startTimeout) (attempt 1 of 1)',
    });
  });

  test('a worker that says nothing but changes files is given more time', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORKS_SILENTLY);
    const env = { COORDINATOR_WORKERS_STALLTIMEOUT: '4s', COORDINATOR_WORKERS_MAXEXTENSIONS: '50' };
    const daemon = stage.start(['run', '--until-idle'], env);
    await until('it is extended', () =>
      /extended \d+ of 50: changed files since/.test(stage.task(issue)?.reason ?? ''),
    );
    letGo(stage, issue);
    const { stderr } = await daemon.ended;
    expect(stage.task(issue)?.state).toBe('completed');
    expect(stderr).toMatch(new RegExp(`gh-${issue} +extended +extended 1 of 50: changed files since`));
    expect(stage.executions()).toHaveLength(1);
  });
});

describe.concurrent('the host', { timeout: E2E_TIMEOUT_MS }, () => {
  test('nothing is started without room, visibly; and it is when there is room again', async () => {
    await using stage = await openE2eStage();
    const issue = await stage.hand(WORK.commits);
    const full = { COORDINATOR_HOST_MINDISK: '999TiB' };
    const hold = 'host: less than 999 TiB of disk free (host.minDisk)';
    const plan = await stage.run(['run', '--dry-run'], full);
    expect(plan.stdout).toContain(`would wait: ${hold}`);
    const once = await stage.run(['run', '--once'], full);
    expect(once.code).toBe(0);
    expect(once.stderr).toMatch(/host +waits +less than 999 TiB of disk free/);
    expect(stage.task(issue)).toMatchObject({ state: 'queued', reason: hold });
    expect(stage.ledger()).toContain(hold);
    expect(stage.executions()).toEqual([]);
    await stage.run(['run', '--until-idle']);
    expect(stage.task(issue)?.state).toBe('completed');
  });
});
