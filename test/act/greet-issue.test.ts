import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const eyes = [{ login: 'mona', content: 'eyes' }];

test('puts 👀 on the issue, once', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  expect(await actTwice(stage, { kind: 'greet-issue', issue })).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(stage.github.read.reactions(issue)).toEqual(eyes);
  expect(stage.task(issue).greeted).toBe(true);
});

test('a deleted issue is a permanent trouble that says what to do', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  stage.github.deleteIssue(issue);
  expect(await stage.act({ kind: 'greet-issue', issue })).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue).troubles[0]?.fix).toBeTruthy();
});
