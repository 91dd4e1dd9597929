import { expect, test } from 'vitest';
import type { Labelling, RemoteView } from '../../src/model/snapshot.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { at } from '../support/remembered.ts';
import { openStage, type Stage, type StageOptions } from '../support/stage.ts';
import { until } from '../support/until.ts';

const staged = async (options?: StageOptions) => {
  const stage = await openStage(options);
  const reader = createRemoteReader(stage.world);
  const poll = () => reader.readRemote(stage.world.store.readMemory(), stage.settings);
  return { stage, poll };
};

const labellingOf = (view: RemoteView, issue: number): Labelling | string | undefined => {
  const seen = view.labellings.get(issue);
  return seen?.kind === 'known' ? seen.value : seen?.why;
};

/** Mona opens, somebody else labels. */
const labelledBy = async ({ github, openIssue }: Stage, login: string): Promise<number> => {
  const issue = await openIssue({ labels: [] });
  await github.as(login).label(issue, 'rpi-auto');
  return issue;
};

/** GitHub's times are whole seconds: what follows has a later one. */
const nextSecond = (): Promise<void> => {
  const second = Math.floor(Date.now() / 1000);
  return until(() => Math.floor(Date.now() / 1000) > second);
};

const STATES = ['queued', 'running', 'blocked', 'completed', 'failed', 'stopped'] as const;

test.each([1, 10, 60])(
  'a poll of an unchanged repository with %i tasks is three requests, all 304',
  async (count) => {
    const { stage, poll } = await staged();
    for (let index = 0; index < count; index += 1) {
      const issue = await stage.openIssue();
      stage.remember(issue, {
        state: STATES[index % STATES.length] ?? 'queued',
        approval: { login: 'mona', atMs: 1 },
      });
    }
    await poll();
    await poll();
    stage.github.clearJournal();
    const view = await poll();
    expect(
      stage.github
        .journal()
        .map(({ route, status }) => `${status} ${route}`)
        .sort(),
    ).toEqual([
      '304 /repos/{owner}/{repo}/issues',
      '304 /repos/{owner}/{repo}/issues/comments',
      '304 /repos/{owner}/{repo}/pulls',
    ]);
    expect(view.issues).toMatchObject({ kind: 'known', value: { length: count } });
  },
);

test.each([
  { login: 'mona', trusted: true, ground: 'permission: admin' },
  { login: 'wren', trusted: true, ground: 'permission: write' },
  { login: 'theo', trusted: false, ground: 'permission: triage' },
  { login: 'ci-app[bot]', trusted: false, ground: 'a bot, not in trust.bots' },
])('a label by $login: trusted $trusted, $ground', async ({ login, ...expected }) => {
  const { stage, poll } = await staged();
  const issue = await labelledBy(stage, login);
  expect(labellingOf(await poll(), issue)).toMatchObject({ login, ...expected });
});

test.each([
  { trust: { users: ['THEO'] }, login: 'theo', trusted: true, ground: 'in trust.users' },
  { trust: { bots: ['ci-app'] }, login: 'ci-app[bot]', trusted: true, ground: 'in trust.bots' },
  { trust: { bots: ['ci-app[bot]'] }, login: 'ci-app[bot]', trusted: true, ground: 'in trust.bots' },
  {
    trust: { users: ['ci-app[bot]'] },
    login: 'ci-app[bot]',
    trusted: false,
    ground: 'a bot, not in trust.bots',
  },
  { trust: { permission: 'triage' }, login: 'theo', trusted: true, ground: 'permission: triage' },
  { trust: { permission: 'admin' }, login: 'wren', trusted: false, ground: 'permission: write' },
] as const)('with $trust a label by $login: trusted $trusted', async ({ trust, login, ...expected }) => {
  const { stage, poll } = await staged({ settings: { trust } });
  const issue = await labelledBy(stage, login);
  expect(labellingOf(await poll(), issue)).toMatchObject({ login, ...expected });
});

test.each([
  { login: 'wren', trusted: true, ground: 'permission: write' },
  { login: 'theo', trusted: false, ground: 'permission: triage' },
  { login: 'passer-by', trusted: false, ground: 'permission: read' },
])(
  'the label of an issue form is the act of its author $login: trusted $trusted',
  async ({ login, ...expected }) => {
    const { stage, poll } = await staged();
    const issue = await stage.github.as(login).openIssueByForm({ title: 'Run this', labels: ['rpi-auto'] });
    expect(labellingOf(await poll(), issue)).toMatchObject({ login, ...expected });
  },
);

test('who opened the issue, or put other labels on, does not count', async () => {
  const { stage, poll } = await staged();
  const issue = await stage.github.as('passer-by').openIssue({ title: 'Run this' });
  await stage.github.as('mona').label(issue, 'bug');
  await stage.github.as('theo').label(issue, 'rpi-auto');
  expect(labellingOf(await poll(), issue)).toMatchObject({ login: 'theo', trusted: false });
});

test.each([
  ['events', /events/],
  ['permission', /permission/],
])('a look-up of %s that fails leaves the labelling unknown; the next poll tells', async (_, path) => {
  const { stage, poll } = await staged();
  const issue = await labelledBy(stage, 'wren');
  stage.github.faults.add({ match: { path }, when: 'before', act: { status: 502 } });
  const view = await poll();
  expect(view.issues.kind).toBe('known');
  expect(labellingOf(view, issue)).toEqual(expect.stringContaining('502'));
  expect(labellingOf(await poll(), issue)).toMatchObject({ login: 'wren', trusted: true });
});

test('taken off and put on again by somebody trusted, the label counts anew', async () => {
  const { stage, poll } = await staged();
  const issue = await labelledBy(stage, 'theo');
  expect(labellingOf(await poll(), issue)).toMatchObject({ trusted: false });
  await nextSecond();
  await stage.github.as('wren').unlabel(issue, 'rpi-auto');
  expect((await poll()).issues).toMatchObject({ value: [] });
  await stage.github.as('wren').label(issue, 'rpi-auto');
  expect(labellingOf(await poll(), issue)).toMatchObject({ login: 'wren', trusted: true });
});

test('a refusal is looked at again after ten minutes: the permission may have been given meanwhile', async () => {
  let aheadMs = 0;
  const { stage, poll } = await staged({
    doors: ({ clock }) => ({
      clock: { ...clock, now: () => ({ ...clock.now(), atMs: clock.now().atMs + aheadMs }) },
    }),
  });
  const issue = await labelledBy(stage, 'theo');
  // Before its second is over the issue may change again without a sign of it.
  aheadMs = 3000;
  await poll();
  stage.github.changeRole('theo', 'write');
  aheadMs = 9 * 60_000;
  stage.github.clearJournal();
  expect(labellingOf(await poll(), issue)).toMatchObject({ trusted: false });
  expect(stage.github.journal()).toHaveLength(3);
  aheadMs = 11 * 60_000;
  expect(labellingOf(await poll(), issue)).toMatchObject({ trusted: true });
});

test('many new issues by one person cost one look at that person', async () => {
  const { stage, poll } = await staged();
  for (let count = 0; count < 5; count += 1) await stage.openIssue();
  stage.github.clearJournal();
  expect((await poll()).labellings.size).toBe(5);
  expect(stage.github.journal().filter(({ route }) => route.endsWith('/permission'))).toHaveLength(1);
});

test('only new issues and changed finished ones are looked at: a running task’s labeller is not asked for', async () => {
  const { stage, poll } = await staged();
  const running = await stage.openIssue();
  stage.remember(running, { state: 'running' });
  const failed = await stage.openIssue();
  stage.remember(failed, { state: 'failed', approval: { login: 'mona', atMs: 1 } });
  expect([...(await poll()).labellings.keys()]).toEqual([failed]);
});

test.each([
  {
    what: 'closed',
    leave: (stage: Stage, issue: number) => stage.github.as('wren').closeIssue(issue),
    seen: { kind: 'present', row: { state: 'closed' } },
  },
  {
    what: 'unlabelled',
    leave: (stage: Stage, issue: number) => stage.github.as('wren').unlabel(issue, 'rpi-auto'),
    seen: { kind: 'present', row: { state: 'open', labels: [] } },
  },
  {
    what: 'deleted',
    leave: async (stage: Stage, issue: number) => stage.github.deleteIssue(issue),
    seen: { kind: 'gone' },
  },
  {
    what: 'moved',
    leave: async (stage: Stage, issue: number) => stage.github.moveIssue(issue, 'acme/other'),
    seen: { kind: 'gone' },
  },
])('an issue that was $what is asked for itself before anything is concluded', async ({ leave, seen }) => {
  const { stage, poll } = await staged();
  const issue = await stage.openIssue();
  stage.remember(issue, { state: 'running' });
  expect((await poll()).confirmed.size).toBe(0);
  await leave(stage, issue);
  expect((await poll()).confirmed.get(issue)).toMatchObject({ kind: 'known', value: seen });
  stage.github.faults.add({ match: { path: new RegExp(`issues/${issue}$`) }, when: 'before', act: 'reset' });
  expect((await poll()).confirmed.get(issue)).toMatchObject({ kind: 'unknown' });
});

test('a finished task whose label is known to be gone is not asked for again', async () => {
  const { stage, poll } = await staged();
  stage.remember(101, { state: 'failed', labelGone: true });
  stage.remember(102, { state: 'completed' });
  stage.github.clearJournal();
  expect((await poll()).confirmed.size).toBe(0);
  expect(stage.github.journal()).toHaveLength(3);
  stage.world.store.addControl({ kind: 'retry', issue: 102, reason: null, at: at(0) });
  expect([...(await poll()).confirmed.keys()]).toEqual([102]);
});

test.each([
  { part: 'issues', path: /\/issues\?/ },
  { part: 'pulls', path: /\/pulls\?/ },
] as const)(
  'a list of $part that fails is unknown and says why; nothing is concluded from it',
  async ({ part, path }) => {
    const { stage, poll } = await staged();
    const issue = await stage.openIssue();
    stage.remember(issue, { state: 'running' });
    stage.github.faults.add({ match: { path }, when: 'before', act: { status: 503 } });
    const view = await poll();
    expect(view[part]).toMatchObject({ kind: 'unknown', why: expect.stringContaining('503') });
    expect(view.confirmed.size).toBe(0);
    expect((await poll())[part].kind).toBe('known');
  },
);

test('one page of several that fails makes the whole list unknown: nobody is taken for missing', async () => {
  const { stage, poll } = await staged();
  for (let count = 0; count < 101; count += 1) await stage.openIssue();
  stage.remember(101, { state: 'running' });
  stage.github.faults.add({ match: { path: /[?&]page=2/ }, when: 'before', act: { status: 502 } });
  const view = await poll();
  expect(view.issues.kind).toBe('unknown');
  expect(view.confirmed.size).toBe(0);
  expect((await poll()).issues).toMatchObject({ value: { length: 101 } });
});

test('a fork’s pull request from a branch of ours is not in the list', async () => {
  const { stage, poll } = await staged();
  stage.repository.commitToOrigin('rpi/gh-1', { 'hello.txt': 'hello\n' });
  await stage.github.openForkPull({ login: 'passer-by', branch: 'rpi/gh-1', title: 'Mine' });
  const own = await stage.github.as('wren').openPull({ branch: 'rpi/gh-1', title: 'Ours' });
  expect((await poll()).pulls).toMatchObject({ value: [{ number: own, branch: 'rpi/gh-1', state: 'open' }] });
});
