import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeFiles } from '../support/git-repository.ts';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const preparing = async () => {
  const stage = await openStage();
  const { worktreePath } = stage.remember(7, { state: 'preparing' });
  return { stage, worktreePath, action: { kind: 'create-worktree', issue: 7, attempt: 1 } as const };
};

test('makes it from what origin has now, on the task’s branch', async () => {
  const { stage, worktreePath, action } = await preparing();
  const tip = stage.repository.commitToOrigin('main', { 'newer.txt': 'newer\n' });
  expect(await actTwice(stage, action)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(stage.task(7)).toMatchObject({ preparedFor: 1, baseSha: tip });
  expect(stage.repository.gitIn(worktreePath, 'status', '-b', '--porcelain')).toMatch(/^## rpi\/gh-7/);
  expect(existsSync(`${worktreePath}/newer.txt`)).toBe(true);
});

test('the next attempt finds the work of the one before as it was left', async () => {
  const { stage, worktreePath, action } = await preparing();
  await stage.act(action);
  const sha = stage.repository.commit(worktreePath, { 'done.txt': 'done\n' });
  writeFiles(worktreePath, { 'README.md': 'half way\n', 'draft.txt': 'draft\n' });
  await actTwice(stage, { ...action, attempt: 2 });
  expect(stage.task(7)).toMatchObject({ preparedFor: 2, baseSha: sha });
  expect(readFileSync(`${worktreePath}/README.md`, 'utf8')).toBe('half way\n');
  expect(readFileSync(`${worktreePath}/draft.txt`, 'utf8')).toBe('draft\n');
});

test('a question of the attempt before goes to the logs, its marks of progress away', async () => {
  const { stage, worktreePath, action } = await preparing();
  await stage.makeWorktree(7);
  writeFiles(worktreePath, {
    'BLOCKED.md': 'Which database?\n',
    '.coordinator-done': '',
    '.coordinator-phase': 'plan',
  });
  await actTwice(stage, { ...action, attempt: 2 });
  expect(existsSync(`${worktreePath}/.coordinator-done`)).toBe(false);
  expect(existsSync(`${worktreePath}/.coordinator-phase`)).toBe(false);
  expect(existsSync(`${worktreePath}/BLOCKED.md`)).toBe(false);
  expect(readFileSync(`${stage.site.logsPath}/gh-7/attempt-1.BLOCKED.md`, 'utf8')).toBe('Which database?\n');
});

test('what is in the way is moved aside, and told', async () => {
  const { stage, worktreePath, action } = await preparing();
  writeFiles(worktreePath, { 'mine.txt': 'mine\n' });
  await actTwice(stage, action);
  const line = stage.told.find(({ word }) => word === 'worktree');
  const asidePath = /moved to (\S+)/.exec(line?.text ?? '')?.[1] ?? '';
  expect(readFileSync(`${asidePath}/mine.txt`, 'utf8')).toBe('mine\n');
});

test.each(['queued', 'cancelled', 'stopping'] as const)(
  'nothing is made for a task that is %s by now',
  async (state) => {
    const stage = await openStage();
    const { worktreePath } = stage.remember(7, { state });
    const outcome = await stage.act({ kind: 'create-worktree', issue: 7, attempt: 1 });
    expect(outcome).toEqual({ kind: 'skipped', why: `gh-7 is ${state} by now` });
    expect(existsSync(worktreePath)).toBe(false);
  },
);

test('a branch that is checked out elsewhere is permanent, and the place is named', async () => {
  const { stage, action } = await preparing();
  const elsewhere = `${stage.repository.folderPath}/elsewhere`;
  stage.repository.git('worktree', 'add', '-q', '-b', 'rpi/gh-7', elsewhere);
  expect(await stage.act(action)).toMatchObject({ class: 'permanent' });
  const [trouble] = stage.task(7).troubles;
  expect(`${trouble?.message} ${trouble?.fix}`).toContain(elsewhere);
  expect(trouble?.fix).toBeTruthy();
  expect(stage.task(7).preparedFor).toBe(null);
});

test('a remote that cannot be reached leaves nothing half made; later it succeeds', async () => {
  const { stage, worktreePath, action } = await preparing();
  const { originPath } = stage.repository;
  renameSync(originPath, `${originPath}.away`);
  mkdirSync(stage.site.treesPath, { recursive: true });
  expect(await stage.act(action)).toMatchObject({ kind: 'failed', error: { fix: expect.anything() } });
  expect(existsSync(worktreePath)).toBe(false);
  renameSync(`${originPath}.away`, originPath);
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7)).toMatchObject({ preparedFor: 1, troubles: [] });
});
