import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startDaemon } from '../../src/daemon/daemon.ts';
import type { FaultAct } from '../../src/demo/github/faults.ts';
import { keyOf } from '../../src/model/ids.ts';
import { openStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const refused = (status: number, headers: Readonly<Record<string, string>> = {}): FaultAct => ({
  status,
  headers,
  body: { message: 'no', status: String(status) },
});

/** Every request meets it, for as long as it lasts. */
const blackouts: Readonly<Record<string, FaultAct>> = {
  'the token is revoked': refused(401),
  'access is lost': refused(404),
  'Issues are switched off, or the repository is deleted': refused(410),
  'a missing permission': refused(403),
  'a secondary limit': refused(403, { 'retry-after': '0' }),
  'too many requests': refused(429, { 'retry-after': '0' }),
  'bad gateway': { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' },
  'a page of another program': { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' },
  'a list that ends in its middle': 'garbage-json',
  'connections are reset': 'reset',
};

test('whatever GitHub answers to everything for a while, nothing is killed, cancelled or doubled', async () => {
  const stage = await openStage({
    command: ['writes-then-sleeps'],
    settings: { github: { pollIntervalMs: 100 } },
  });
  const { world, site, settings, github } = stage;
  const issue = await stage.openIssue();
  const daemon = startDaemon({
    world,
    site,
    mode: 'forever',
    readSettings: () => settings,
    placing: (number) => ({
      branch: `rpi/gh-${number}`,
      worktreePath: join(site.treesPath, keyOf(number)),
    }),
  });
  onTestFinished(async () => {
    daemon.shutDown();
    await daemon.ended.catch(() => {});
  });
  const isTold = (): boolean =>
    github.read.comments(issue).some(({ body }) => body.includes('Running')) &&
    github.read.labelsOf(issue).includes('rpi-working');
  await until(isTold, () => JSON.stringify(stage.told));
  const { recorded, attempts } = stage.task(issue);
  const recoveries = (): number => stage.told.filter(({ word }) => word === 'answers').length;
  for (const [name, act] of Object.entries(blackouts)) {
    const before = recoveries();
    const fault = github.faults.add({ match: { path: /./ }, times: Infinity, when: 'before', act });
    await until(() => fault.hitCount() >= 3);
    fault.remove();
    await until(
      () => recoveries() > before,
      () => `${name}: ${JSON.stringify(stage.told)}`,
    );
    expect(stage.task(issue), name).toMatchObject({ recorded, attempts: [{ run: attempts[0]?.run }] });
  }
  expect(
    stage.told.some(({ text }) => text.includes('does not accept the token (401). set GITHUB_TOKEN')),
  ).toBe(true);
  expect(github.read.comments(issue)).toHaveLength(1);
  expect(github.read.reactions(issue)).toHaveLength(1);
  expect(github.read.labelsOf(issue).toSorted()).toEqual(['rpi-auto', 'rpi-working']);
});
