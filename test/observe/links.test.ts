import { expect, test } from 'vitest';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { openStage, type StageOptions } from '../support/stage.ts';

const staged = async (options: StageOptions = {}) => {
  let aheadMs = 0;
  const stage = await openStage({
    ...options,
    doors: ({ clock }) => ({
      clock: { ...clock, now: () => ({ ...clock.now(), atMs: clock.now().atMs + aheadMs }) },
    }),
  });
  const reader = createRemoteReader(stage.world);
  const poll = async () => (await reader.readRemote(stage.world.store.readMemory(), stage.settings)).links;
  /** What a poll asks about links. */
  const asked = async (): Promise<readonly string[]> => {
    stage.github.clearJournal();
    await poll();
    const routes = stage.github.journal().map(({ route }) => route);
    return routes.filter((route) => /blocked_by|sub_issues/.test(route));
  };
  const queued = async (): Promise<number> => {
    const issue = await stage.openIssue();
    stage.remember(issue);
    return issue;
  };
  const later = (ms: number): void => {
    aheadMs = ms;
  };
  return { stage, mona: stage.github.as('mona'), poll, asked, queued, later };
};

test('names are asked for when their number changes, and else for one task in ten minutes', async () => {
  const { mona, poll, asked, queued, later } = await staged();
  const [held, other, blocker] = [await queued(), await queued(), await queued()];
  expect(await asked()).toEqual([]);
  await mona.addBlockedBy(held, blocker);
  await mona.addBlockedBy(other, blocker);
  expect((await poll()).get(held)).toMatchObject({
    value: { blockers: [{ repository: null, number: blocker }], children: [] },
  });
  expect(await asked()).toEqual([]);
  later(11 * 60_000);
  expect(await asked()).toHaveLength(1);
  expect(await asked()).toHaveLength(1);
  expect(await asked()).toEqual([]);
  await mona.closeIssue(blocker);
  expect((await poll()).size).toBe(0);
});

test('sub-issues are asked for, unless they are to be ignored; a failed look says nothing and is not repeated at once', async () => {
  const { stage, mona, poll, asked, queued, later } = await staged();
  const [parent, child] = [await queued(), await queued()];
  await mona.addSubIssue(parent, child);
  stage.github.faults.add({ match: { path: /sub_issues/ }, when: 'before', act: { status: 502 } });
  expect((await poll()).get(parent)).toMatchObject({ kind: 'unknown' });
  expect(await asked()).toEqual([]);
  later(61_000);
  expect((await poll()).get(parent)).toMatchObject({
    value: { children: [{ repository: null, number: child }] },
  });
  const ignoring = createRemoteReader(stage.world);
  const settings = { ...stage.settings, intake: { subIssues: 'ignore' as const } };
  expect((await ignoring.readRemote(stage.world.store.readMemory(), settings)).links.size).toBe(0);
});

test('servers without either hold nothing back', async () => {
  const { stage, poll, queued } = await staged({ github: { features: { dependencies: false } } });
  await queued();
  expect((await poll()).size).toBe(0);
  expect(await stage.world.github.fetchBlockers(1)).toBeNull();
  expect(await stage.world.github.fetchChildren(1)).toBeNull();
});
