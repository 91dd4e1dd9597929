import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

test('an untrusted label is remembered once and told with its ground; the issue becomes no task', async () => {
  const stage = await openStage();
  const refusal = {
    issue: 9,
    title: 'Run this',
    login: 'theo',
    labelledAtMs: 5,
    ground: 'permission: triage',
  };
  await actTwice(stage, { kind: 'refuse-issue', refusal });
  expect(stage.world.store.readMemory()).toMatchObject({ refusals: [refusal], tasks: [] });
  expect(stage.told[0]).toMatchObject({
    subject: 'gh-9',
    word: 'refused',
    text: 'labelled by theo, who is not trusted (permission: triage); not run',
  });
});

test('a later label by somebody else takes the place of the one before', async () => {
  const stage = await openStage();
  const refusal = {
    issue: 9,
    title: 'Run this',
    login: 'theo',
    labelledAtMs: 5,
    ground: 'permission: triage',
  };
  await stage.act({ kind: 'refuse-issue', refusal });
  await stage.act({ kind: 'refuse-issue', refusal: { ...refusal, login: 'passer-by', labelledAtMs: 6 } });
  expect(stage.world.store.readMemory().refusals).toMatchObject([{ login: 'passer-by', labelledAtMs: 6 }]);
});
