import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { anAccount } from '../support/remembered.ts';
import { openStage, type StageOptions } from '../support/stage.ts';

/** A task whose worker has left a commit on its branch, pushed. */
const proposed = async (title = 'Add a greeting', options: StageOptions = {}) => {
  const stage = await openStage(options);
  const issue = await stage.openIssue();
  const { branch } = stage.remember(issue, { state: 'running', title });
  const path = await stage.makeWorktree(issue);
  const sha = stage.repository.commit(path, { 'hello.txt': 'hello\n' }, 'Greet @ada\n\nFixes #99');
  await stage.world.git.pushBranch(path, branch, sha);
  const action = { kind: 'open-pull-request', issue } as const;
  return { stage, issue, branch, action };
};

const done = { kind: 'done' };

test('opens one that closes the issue and says where the work came from; twice is one', async () => {
  const { stage, issue, branch, action } = await proposed();
  const { run } = stage.addAttempt(issue, {
    account: anAccount({ lastText: 'Greets @bob in `hello.txt`.' }),
  });
  const [first, second] = await actTwice(stage, action);
  expect([first, second]).toEqual([done, { kind: 'skipped', why: expect.stringContaining('there already') }]);
  const pulls = await stage.github.read.pulls();
  expect(pulls).toMatchObject([
    { title: 'Add a greeting', draft: false, head: { ref: branch }, base: { ref: 'main' } },
  ]);
  expect(pulls[0]?.body).toMatch(new RegExp(`^Fixes #${issue}\n`));
  expect(pulls[0]?.body).toContain(`w-${run.slice(0, 6)}`);
  expect(pulls[0]?.body).not.toMatch(/@ada|#99/);
  expect(pulls[0]?.body).toContain('The worker says:\n\n```text\nGreets @bob in `hello.txt`.\n```');
  expect(stage.task(issue).pullRequest).toEqual({
    number: pulls[0]?.number,
    url: pulls[0]?.html_url,
    state: 'open',
  });
});

test('what workers were handed in their environment is masked in the commit messages', async () => {
  const env = [{ name: 'DB_PASSWORD', value: 'Greet @ada' }];
  const { stage, action } = await proposed('Add a greeting', { settings: { workers: { env } } });
  await stage.act(action);
  const [pull] = await stage.github.read.pulls();
  expect(pull?.body).not.toContain('ada');
  expect(pull?.body).toContain('\n- \\*\\*\\*\n');
});

test('a draft where the settings say so', async () => {
  const { stage, action } = await proposed('Draft it', { settings: { pullRequests: { draft: true } } });
  await stage.act(action);
  expect(await stage.github.read.pulls()).toMatchObject([{ draft: true }]);
});

test('one that the worker opened is taken over', async () => {
  const { stage, issue, branch, action } = await proposed();
  const number = await stage.github.as('wren').openPull({ branch, title: 'By the worker' });
  expect(await stage.act(action)).toMatchObject({ kind: 'skipped' });
  expect(await stage.github.read.pulls()).toMatchObject([{ number, title: 'By the worker' }]);
  expect(stage.task(issue).pullRequest?.number).toBe(number);
});

test('one that was closed unmerged is not taken for an answer', async () => {
  const { stage, issue, branch, action } = await proposed();
  const closed = await stage.github.as('wren').openPull({ branch, title: 'Rejected' });
  await stage.github.as('wren').closePull(closed);
  expect(await stage.act(action)).toEqual(done);
  expect(await stage.github.read.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  expect(stage.task(issue).pullRequest?.number).not.toBe(closed);
});

test('a fork’s pull request from a branch of our name is another one', async () => {
  const { stage, issue, branch, action } = await proposed();
  const theirs = await stage.github.openForkPull({ login: 'passer-by', branch, title: 'Mine' });
  expect(await stage.act(action)).toEqual(done);
  expect(stage.task(issue).pullRequest?.number).not.toBe(theirs);
  expect(await stage.github.read.pulls()).toHaveLength(2);
});

test.each([
  ['two\r\nlines\tand a bell\u0007', 'two lines and a bell'],
  ['ping @acme/team about `rm -rf`', 'ping @acme/team about `rm -rf`'],
  ['a \u202Egnp.exe\u202C file', 'a gnp.exe file'],
  [' \n ', 'Issue 1'],
])('the title %j becomes one line', async (title, expected) => {
  const { stage, action } = await proposed(title);
  expect(await stage.act(action)).toEqual(done);
  const [pull] = await stage.github.read.pulls();
  expect(pull?.title.replaceAll(/ +/g, ' ')).toBe(expected);
});

test('a long title is cut between two characters', async () => {
  const { stage, action } = await proposed(`${'x'.repeat(238)}${'🎉'.repeat(30)}`);
  expect(await stage.act(action)).toEqual(done);
  const [pull] = await stage.github.read.pulls();
  expect(pull?.title.length).toBeLessThanOrEqual(240);
  expect(pull?.title).toMatch(/^x{238}/);
  expect(pull?.title.isWellFormed()).toBe(true);
});

test('a branch without commits is a permanent trouble', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  const { branch } = stage.remember(issue, { state: 'running' });
  const path = await stage.makeWorktree(issue);
  await stage.world.git.pushBranch(path, branch, stage.task(issue).baseSha ?? '');
  expect(await stage.act({ kind: 'open-pull-request', issue })).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue).troubles[0]).toMatchObject({
    message: expect.stringContaining('No commits'),
    fix: expect.anything(),
  });
});

test('a branch that GitHub does not know yet is tried again', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue, { state: 'running' });
  await stage.makeWorktree(issue);
  expect(await stage.act({ kind: 'open-pull-request', issue })).toMatchObject({ class: 'transient' });
});
