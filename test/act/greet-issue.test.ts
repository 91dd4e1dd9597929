import { expect, test } from 'vitest';
import { LOST_ANSWERS } from '../support/faults.ts';
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

test.each(LOST_ANSWERS)('one reaction although the answer was lost: $act, $when', async (fault) => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  stage.github.faults.add({ match: { method: 'POST', path: /reactions/ }, ...fault });
  expect(await stage.act({ kind: 'greet-issue', issue })).toMatchObject({ class: 'transient' });
  expect(stage.task(issue)).toMatchObject({
    greeted: false,
    troubles: [{ action: 'greet-issue', tries: 1 }],
  });
  expect(await stage.act({ kind: 'greet-issue', issue })).toEqual({ kind: 'done' });
  expect(stage.github.read.reactions(issue)).toEqual(eyes);
  expect(stage.task(issue)).toMatchObject({ greeted: true, troubles: [] });
});

test('a deleted issue is a permanent trouble that says what to do', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  stage.github.deleteIssue(issue);
  expect(await stage.act({ kind: 'greet-issue', issue })).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue).troubles[0]?.fix).toBeTruthy();
});
