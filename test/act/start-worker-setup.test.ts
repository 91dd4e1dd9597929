import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';
import { untilSeen } from '../support/until.ts';

/** A task that `attempt` starts a worker for, however often, and waits for its end. */
const given = async (setup: string) => {
  const settings = { worktrees: { setup }, workers: { githubToken: true } };
  const stage = await openStage({ command: ['prints-circumstances'], settings });
  const issue = await stage.openIssue();
  stage.remember(issue, { state: 'preparing', preparedFor: 1 });
  const path = await stage.makeWorktree(issue);
  const { world } = stage;
  const attempt = async (number: number) => {
    world.store.patchTask(issue, { preparedFor: number });
    expect(await stage.act({ kind: 'start-worker', issue, attempt: number, slot: 0 })).toEqual({
      kind: 'done',
    });
    const { run, logPath } = stage.task(issue).attempts.at(-1) ?? { run: '', logPath: '' };
    const seen = await untilSeen(world.processes, run, 'ended');
    const exit = seen.kind === 'ended' ? seen.exit : null;
    const end = exit === null ? null : ({ kind: 'exited', exit } as const);
    world.store.patchAttempt(run, { phase: 'ended', endedAt: world.clock.now(), end });
    return { exit, said: readFileSync(logPath, 'utf8') };
  };
  const readLog = () => readFileSync(`${stage.site.logsPath}/gh-${issue}/setup.log`, 'utf8');
  return { stage, issue, path, attempt, readLog };
};

test('a new worktree is set up once, without the token that its worker gets, and again when it was made anew', async () => {
  const { stage, issue, path, attempt, readLog } = await given(
    'echo "token: $GH_TOKEN, slot: $COORDINATOR_SLOT"',
  );
  const first = await attempt(1);
  expect(first).toMatchObject({ exit: { code: 0 } });
  expect(first.said).toContain('GH_TOKEN=token-of-mona');
  expect(stage.told.at(-1)?.text).toContain('after worktrees.setup');
  const once = readLog();
  expect(once).toMatch(/\ntoken: , slot: 0\n$/);
  await attempt(2);
  expect(readLog()).toBe(once);
  rmSync(path, { recursive: true });
  await stage.makeWorktree(issue);
  await attempt(3);
  expect(readLog()).toBe(once + once);
});

test('a set-up that failed is tried again by the next attempt, and what it said is remembered', async () => {
  const { stage, issue, path, attempt } = await given('echo no luck; test -e by-hand');
  expect((await attempt(1)).exit).toMatchObject({
    code: 1,
    failedSetup: ['no luck'],
  });
  expect(stage.task(issue).attempts[0]?.end).toHaveProperty('exit.failedSetup.0', 'no luck');
  stage.repository.commit(path, { 'by-hand': '' });
  expect((await attempt(2)).exit).toMatchObject({ code: 0 });
});
