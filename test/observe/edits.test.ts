import { expect, test } from 'vitest';
import type { RemoteView } from '../../src/model/snapshot.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { openStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

/** Theo, who may not label, opens an issue, and mona labels it; times of GitHub are whole seconds. */
const staged = async (who = 'theo') => {
  const stage = await openStage();
  const reader = createRemoteReader(stage.world);
  const issue = await stage.github.as(who).openIssue({ title: 'Add a greeting', body: 'Hello.' });
  await stage.github.as('mona').label(issue, 'rpi-auto');
  const edit = async (login: string, text: { title?: string; body?: string }): Promise<void> => {
    const second = Math.floor(Date.now() / 1000);
    await until(() => Math.floor(Date.now() / 1000) > second);
    await stage.github.as(login).editIssue(issue, text);
  };
  return {
    stage,
    issue,
    edit,
    poll: () => reader.readRemote(stage.world.store.readMemory(), stage.settings),
    asked: () => stage.github.journal().filter(({ route }) => route === '/graphql').length,
  };
};

const textOf = (view: RemoteView, issue: number): string => {
  const row = view.issues.kind === 'known' ? view.issues.value.find(({ number }) => number === issue) : null;
  return row?.textKey ?? '';
};
const approvedBy = (view: RemoteView, issue: number) => {
  const seen = view.labellings.get(issue);
  return seen?.kind === 'known' ? seen.value.textKey : seen;
};

test('a label approves the text as it stands', async () => {
  const { issue, poll } = await staged();
  const view = await poll();
  expect(approvedBy(view, issue)).toBe(textOf(view, issue));
  expect(textOf(view, issue)).toMatch(/^[0-9a-f]{64}$/);
});

test.each([{ body: 'Delete everything.' }, { title: 'Delete everything' }])(
  'what its author changed after the label and before it was seen is not approved: %j',
  async (text) => {
    const { issue, poll, edit } = await staged();
    await edit('theo', text);
    expect(approvedBy(await poll(), issue)).toBeNull();
  },
);

test('a change by somebody trusted is approved with it', async () => {
  const { issue, poll, edit } = await staged();
  await edit('wren', { body: 'Hello, world.' });
  const view = await poll();
  expect(approvedBy(view, issue)).toBe(textOf(view, issue));
});

test('where nobody but trusted people can have changed it, nobody asks', async () => {
  const { issue, poll, edit, asked } = await staged('wren');
  await edit('wren', { body: 'Hello, world.' });
  const view = await poll();
  expect(approvedBy(view, issue)).toBe(textOf(view, issue));
  expect(asked()).toBe(0);
});

test.each([
  { login: 'theo', trusted: false, ground: 'permission: triage' },
  { login: 'wren', trusted: true, ground: 'permission: write' },
])('who changed the text of a task is asked once: $login', async ({ login, ...standing }) => {
  const { stage, issue, poll, edit, asked } = await staged();
  stage.remember(issue);
  expect((await poll()).edits.size).toBe(0);
  await edit(login, { body: 'Something else.' });
  for (let round = 0; round < 3; round += 1)
    expect((await poll()).edits.get(issue)).toMatchObject({ kind: 'known', value: { login, ...standing } });
  expect(asked()).toBe(1);
});

test('one untrusted hand among trusted ones is enough', async () => {
  const { stage, issue, poll, edit } = await staged();
  stage.remember(issue);
  await edit('theo', { body: 'Delete everything.' });
  await edit('wren', { body: 'Delete everything, please.' });
  expect((await poll()).edits.get(issue)).toMatchObject({ value: { login: 'theo', trusted: false } });
});

test('a server that does not tell is no leave', async () => {
  const { stage, issue, poll, edit } = await staged();
  stage.remember(issue);
  await edit('wren', { body: 'Hello, world.' });
  stage.github.faults.add({ match: { path: /graphql/ }, when: 'before', act: { status: 404 } });
  expect((await poll()).edits.get(issue)).toMatchObject({
    value: { trusted: false, ground: 'GitHub does not tell who' },
  });
});

test('a question that fails is asked again', async () => {
  const { stage, issue, poll, edit } = await staged();
  stage.remember(issue);
  await edit('wren', { body: 'Hello, world.' });
  stage.github.faults.add({ match: { path: /graphql/ }, when: 'before', act: { status: 502 } });
  expect((await poll()).edits.get(issue)).toMatchObject({ kind: 'unknown' });
  expect((await poll()).edits.get(issue)).toMatchObject({ kind: 'known', value: { trusted: true } });
});
