/** What earlier work left, and what may be taken out of git's sight. */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRemains, retireGone } from '../../../src/world/git/read-remains.ts';
import { makeRepository } from '../../support/git-repository.ts';
import { open } from './worktrees.ts';

test('whole, gone, locked and stray places; saved refs, things moved aside, locks of a killed git', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n' });
  const { rootPath, git } = repository;
  const clone = await open(repository);
  const treesPath = join(clone.rootPath, 'trees');
  for (const name of ['gh-1', 'gh-2', 'gh-3']) git('worktree', 'add', '-q', join(treesPath, name));
  git('worktree', 'add', '-q', join(repository.folderPath, 'gh-9'));
  git('worktree', 'lock', join(treesPath, 'gh-3'));
  for (const name of ['trees/gh-2', 'trees/gh-3']) rmSync(join(rootPath, name), { recursive: true });
  rmSync(join(repository.folderPath, 'gh-9'), { recursive: true });
  mkdirSync(join(treesPath, '.aside', 'gh-1-old'), { recursive: true });
  mkdirSync(join(treesPath, 'mine'));
  git('update-ref', 'refs/coordinator/saved/gh-1/x', 'HEAD');
  const lockPath = join(clone.commonPath, 'index.lock');
  writeFileSync(lockPath, '');
  expect((await readRemains(clone, treesPath)).lockPaths).toEqual([]);
  utimesSync(lockPath, 1, 1);
  const seen = await readRemains(clone, treesPath);
  expect(seen).toMatchObject({ asideCount: 1, savedRefCount: 1, lockPaths: [lockPath] });
  const places = seen.places.map(({ path, kind, isLocked }) => `${path} ${kind}${isLocked ? ' locked' : ''}`);
  expect(places.sort()).toEqual([
    'trees/gh-1 whole',
    'trees/gh-2 gone',
    'trees/gh-3 gone locked',
    'trees/mine stray',
  ]);
  expect(retireGone(clone, treesPath, [1, 2, 3])).toBe(1);
  const listed = git('worktree', 'list', '--porcelain');
  for (const name of ['gh-1', 'gh-3', 'gh-9']) expect(listed).toContain(`/${name}\n`);
  expect(listed).not.toContain('/gh-2\n');
  expect(retireGone(clone, join(rootPath, 'no-such-folder'), [2])).toBe(0);
});
