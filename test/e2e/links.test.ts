/**
 * Issues that wait for others: blockers, sub-issues, and circles. A webhook tells that there is news.
 */
import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

const secret = 'hush-hush';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** As GitHub does; resolves to the status. */
const deliver = async (port: number, body: string): Promise<number> => {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = {
    'x-hub-signature-256': signature,
    'x-github-delivery': 'one',
    'x-github-event': 'issues',
  };
  return (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body })).status;
};

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
  const port = await freePort();
  // Nothing but a delivery makes it look again.
  const run = stage.start(['run'], {
    COORDINATOR_GITHUB_POLLINTERVAL: '1h',
    COORDINATOR_GITHUB_WEBHOOK_PORT: String(port),
    COORDINATOR_WEBHOOK_SECRET: secret,
  });
  const says = (issue: number, hold: string) =>
    until(hold, () => stage.task(issue)?.reason === hold || null, run.stderr);
  await says(blocked, `waiting for gh-${blocker} (blocked by)`);
  await says(parent, `waiting for gh-${blocked} (sub-issue)`);
  await says(one, `waiting for gh-${other} (blocked by), which waits for gh-${one}: a circle`);
  const row = `waiting for gh-${blocker} (blocked by)`;
  await until('the ledger', () => stage.ledger().includes(row) || null, run.stderr);

  await mona.closeIssue(blocker);
  expect(await deliver(port, '{"action":"closed"}')).toBe(202);
  await stage.reaches(blocked, 'completed');
  expect(stage.task(parent)?.state).toBe('queued');
  for (const issue of [one, other]) expect(stage.executions(issue)).toEqual([]);
  expect(run.stderr().match(/a circle; none of them/g)).toHaveLength(1);
});
