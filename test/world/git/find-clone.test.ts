/** The clone, without starting git. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findClone } from '../../../src/world/git/find-clone.ts';
import { locateClone } from '../../../src/world/git/locate.ts';
import { makeRepository } from '../../support/git-repository.ts';

test('from its root, from below, from a worktree, as git finds it; nowhere else', async () => {
  using repository = makeRepository({ 'a/b/c.txt': 'c\n' });
  const { rootPath, folderPath, git } = repository;
  const location = { rootPath, commonPath: join(rootPath, '.git') };
  git('worktree', 'add', '-q', join(folderPath, 'elsewhere'));
  for (const path of [rootPath, join(rootPath, 'a', 'b'), join(folderPath, 'elsewhere', 'a')]) {
    expect(findClone(path)).toEqual(location);
    expect(await locateClone(path)).toEqual(location);
  }
  mkdirSync(join(folderPath, 'outside'));
  expect(findClone(join(folderPath, 'outside'))).toBeNull();
});

test('what git has to judge is left to it', () => {
  using repository = makeRepository();
  const { rootPath, git } = repository;
  expect(findClone(repository.originPath)).toBeNull();
  for (const setting of [
    ['core.worktree', '/elsewhere'],
    ['core.bare', 'true'],
    ['include.path', 'other'],
  ]) {
    git('config', ...setting);
    expect(findClone(rootPath), setting.join(' ')).toBeNull();
    git('config', '--unset', setting[0] ?? '');
  }
  expect(findClone(rootPath)).not.toBeNull();
});
