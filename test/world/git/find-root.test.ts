/** The main checkout, without starting git. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRoot } from '../../../src/world/git/find-root.ts';
import { makeRepository } from '../../support/git-repository.ts';

test('from its root, from below, from a worktree; nowhere else', () => {
  using repository = makeRepository({ 'a/b/c.txt': 'c\n' });
  const { rootPath, folderPath, git } = repository;
  git('worktree', 'add', '-q', join(folderPath, 'elsewhere'));
  expect(findRoot(rootPath)).toBe(rootPath);
  expect(findRoot(join(rootPath, 'a', 'b'))).toBe(rootPath);
  expect(findRoot(join(folderPath, 'elsewhere', 'a'))).toBe(rootPath);
  mkdirSync(join(folderPath, 'outside'));
  expect(findRoot(join(folderPath, 'outside'))).toBeNull();
});
