import { expect, test } from 'vitest';
import type { LabelChoice } from '../../src/model/settings.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { openStage } from '../support/stage.ts';

const none = { agent: null, model: null, template: null, effort: null, timeoutMs: null };
const byLabel: readonly LabelChoice[] = ['agent:codex', 'agent:big'].map((label) => ({ ...none, label }));

const staged = async () => {
  const stage = await openStage();
  const settings = { ...stage.settings, byLabel };
  const reader = createRemoteReader(stage.world);
  const poll = () => reader.readRemote(stage.world.store.readMemory(), settings);
  return { ...stage, poll };
};

test('who put a label of agents.byLabel on is told with what that person may; an unchanged issue costs nothing', async () => {
  const { github, openIssue, poll } = await staged();
  const issue = await openIssue({ labels: ['rpi-auto', 'bug', 'Agent:Codex'] });
  await github.as('theo').label(issue, 'agent:big');
  const plain = await openIssue();
  const { choosers } = await poll();
  expect(choosers.get(plain)).toBeUndefined();
  expect(choosers.get(issue)).toMatchObject({
    kind: 'known',
    value: [
      { label: 'agent:codex', login: 'mona', trusted: true },
      { label: 'agent:big', login: 'theo', trusted: false, ground: 'permission: triage' },
    ],
  });
  github.clearJournal();
  expect((await poll()).choosers.get(issue)).toMatchObject({ kind: 'known' });
  expect(github.journal().filter(({ route }) => route.includes('events'))).toEqual([]);
});

test('a look that fails is unknown, nothing is asked for a finished task', async () => {
  const { github, openIssue, poll, remember } = await staged();
  const issue = await openIssue({ labels: ['rpi-auto', 'agent:codex'] });
  remember(issue);
  github.faults.add({ match: { path: /events/ }, when: 'before', act: { status: 502 } });
  expect((await poll()).choosers.get(issue)).toMatchObject({ kind: 'unknown' });
  expect((await poll()).choosers.get(issue)).toMatchObject({ kind: 'known' });
  const other = await openIssue({ labels: ['rpi-auto', 'agent:codex'] });
  remember(other, { state: 'completed' });
  expect((await poll()).choosers.get(other)).toBeUndefined();
});
