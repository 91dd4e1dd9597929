import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const committed = async () => {
  const stage = await openStage();
  const { branch } = stage.remember(7, { state: 'running' });
  const path = await stage.makeWorktree(7);
  const sha = stage.repository.commit(path, { 'hello.txt': 'hello\n' });
  const tip = () =>
    stage.repository.gitIn(
      stage.repository.originPath,
      'for-each-ref',
      '--format=%(objectname)',
      `refs/heads/${branch}`,
    );
  return { stage, path, branch, sha, tip, action: { kind: 'push-branch', issue: 7, sha } as const };
};

test('the commit is on the branch at origin, which becomes the upstream', async () => {
  const { stage, path, branch, sha, tip, action } = await committed();
  expect(await actTwice(stage, action)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(tip()).toBe(sha);
  expect(stage.task(7).pushedSha).toBe(sha);
  expect(stage.repository.gitIn(path, 'rev-parse', '--abbrev-ref', '@{u}')).toBe(`origin/${branch}`);
});

test('exactly the commit that was judged goes out, not what came after', async () => {
  const { stage, path, sha, tip, action } = await committed();
  stage.repository.commit(path, { 'late.txt': 'late\n' });
  await stage.act(action);
  expect(tip()).toBe(sha);
});

test('commits of others on the branch are never overwritten: permanent, with what to do', async () => {
  const { stage, branch, tip, action } = await committed();
  const theirs = stage.repository.commitToOrigin(branch, { 'other.txt': 'other\n' });
  expect(await stage.act(action)).toMatchObject({ class: 'permanent' });
  expect(tip()).toBe(theirs);
  expect(stage.task(7)).toMatchObject({
    pushedSha: null,
    troubles: [{ action: 'push-branch', fix: expect.stringContaining('fetch and merge') }],
  });
});

test('a remote that cannot be reached is a trouble; once it is back the push succeeds', async () => {
  const { stage, sha, tip, action } = await committed();
  const { originPath } = stage.repository;
  renameSync(originPath, `${originPath}.away`);
  expect(await stage.act(action)).toMatchObject({ kind: 'failed' });
  expect(stage.task(7).troubles[0]?.fix).toBeTruthy();
  renameSync(`${originPath}.away`, originPath);
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(tip()).toBe(sha);
  expect(stage.task(7).troubles).toEqual([]);
});
