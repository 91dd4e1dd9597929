/**
 * Issues that wait for others: blockers, sub-issues, and circles.
 */
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

test('blocked issues and parents wait, said which for; a circle is named', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const mona = stage.github.as('mona');
  const blocker = await mona.openIssue({ title: 'First of all' });
  const [blocked, parent, one, other] = [
    await stage.hand(WORK.commits),
    await stage.hand(WORK.commits),
    await stage.hand(WORK.commits),
    await stage.hand(WORK.commits),
  ] as const;
  await mona.addBlockedBy(blocked, blocker);
  await mona.addSubIssue(parent, blocked);
  await mona.addBlockedBy(one, other);
  await mona.addBlockedBy(other, one);
  const run = stage.start(['run']);
  const says = (issue: number, hold: string) =>
    until(hold, () => stage.task(issue)?.reason === hold || null, run.stderr);
  await says(blocked, `waiting for gh-${blocker} (blocked by)`);
  await says(parent, `waiting for gh-${blocked} (sub-issue)`);
  await says(one, `waiting for gh-${other} (blocked by), which waits for gh-${one}: a circle`);
  const row = `waiting for gh-${blocker} (blocked by)`;
  await until('the ledger', () => stage.ledger().includes(row) || null, run.stderr);

  await mona.closeIssue(blocker);
  await stage.reaches(blocked, 'completed');
  expect(stage.task(parent)?.state).toBe('queued');
  for (const issue of [one, other]) expect(stage.executions(issue)).toEqual([]);
  expect(run.stderr().match(/a circle; none of them/g)).toHaveLength(1);
});
