/**
 * What is run before the first agent of a worktree, and before the worktree goes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

/** Fails the first time, is slow the second, and then does well. */
const SETUP = `echo $$ >>"$SCRIPTS/setups"
case $(wc -l <"$SCRIPTS/setups") in 1) echo no luck; exit 9;; 2) while :; do sleep 0.1; done;; esac
: >"$(git rev-parse --git-dir)/ready"`;

const TEARDOWN = `test -e "$(git rev-parse --git-dir)/ready" && echo "$COORDINATOR_ATTEMPT" >>"$SCRIPTS/torn-down"`;

test('a set-up fails, is stopped, does well; then the agent begins; its worktree is torn down before it goes', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  const config = `worktrees: ${JSON.stringify({ setup: SETUP, teardown: TEARDOWN })}\n`;
  await using stage = await openE2eStage({ config });
  const issue = await stage.hand(WORK.commits);
  const treePath = stage.path('trees', `gh-${issue}`);
  const setups = (): readonly string[] => {
    const path = stage.path('..', 'scripts', 'setups');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  const run = stage.start(['run']);
  await until('the second set-up', () => setups().length === 2);
  expect(readFileSync(stage.path('logs', `gh-${issue}`, 'setup.log'), 'utf8')).toContain('no luck\n');
  await until('what became of the first', () => run.stderr().includes('worktrees.setup failed (exit 9'));
  writeFileSync(`${treePath}/STOP`, 'not now\n');
  expect(await stage.reaches(issue, 'stopped')).toMatchObject({ attempt: 1 });
  expect(isAlive(Number(setups()[1]))).toBe(false);
  expect(stage.executions(issue)).toEqual([]);
  await stage.run(['retry', `${issue}`]);
  await stage.reaches(issue, 'completed');
  expect(setups()).toHaveLength(3);
  expect(stage.executions(issue)).toMatchObject([{ attempt: 3 }]);
  run.signal('SIGTERM');
  await run.ended;
  expect(await stage.run(['clean', `${issue}`])).toMatchObject({ code: 0 });
  expect(existsSync(treePath)).toBe(false);
  expect(readFileSync(stage.path('..', 'scripts', 'torn-down'), 'utf8')).toBe('3\n');
});
