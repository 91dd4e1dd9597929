/**
 * Many issues at once.
 */
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

test('twelve issues, four workers: all get a pull request, never more than four at work', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const script =
    'sleep 0.3; echo work >"work-$COORDINATOR_ISSUE.txt"; git add .; ' + 'git commit -q -m "feat: work"';
  const issues: number[] = [];
  for (let count = 0; count < 12; count += 1)
    issues.push(await stage.hand(script, { title: `Issue ${count}` }));
  const run = stage.start(['run', '--until-idle', '--max-workers', '4']);
  let mostAtOnce = 0;
  await until(
    'it is over',
    () => {
      const living = stage.executions().filter(({ pid }) => isAlive(pid));
      mostAtOnce = Math.max(mostAtOnce, living.length);
      return !run.isRunning();
    },
    run.stderr,
  );
  expect((await run.ended).code).toBe(0);
  expect(mostAtOnce).toBeLessThanOrEqual(4);
  expect(mostAtOnce).toBeGreaterThan(1);
  const heads = (await stage.github.read.pulls()).map(({ head }) => head.ref);
  expect(heads.toSorted()).toEqual(issues.map((issue) => `rpi/gh-${issue}`).toSorted());
  for (const issue of issues) {
    expect(stage.executions(issue)).toHaveLength(1);
    expect(stage.github.read.comments(issue)).toHaveLength(1);
    expect(stage.sectionOf(issue)).toBe('Completed');
  }
});
