/** What killed gits and deleted directories left in git's own directory, and who may have made it. */
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRepository } from '../../support/git-repository.ts';
import { adminOf, open, requestFor } from './worktrees.ts';

const longAgo = (path: string): void => utimesSync(path, new Date(1), new Date(1));

test('what is ours and nobody uses is mended; what is locked, detached, young, needed or a person’s stays', async () => {
  using repository = makeRepository();
  const clone = await open(repository);
  const treesPath = join(clone.rootPath, 'trees');
  for (const issue of [1, 2, 3, 4, 5, 6, 7]) await clone.ensureWorktree(requestFor(clone, issue));
  const { git, gitIn } = repository;
  git('worktree', 'lock', join(treesPath, 'gh-2'));
  gitIn(join(treesPath, 'gh-3'), 'checkout', '-q', '--detach');
  const minePath = join(repository.folderPath, 'gh-9');
  git('worktree', 'add', '-q', '-b', 'mine', minePath);
  for (const path of [...[1, 2, 3, 4].map((issue) => join(treesPath, `gh-${issue}`)), minePath])
    rmSync(path, { recursive: true });
  writeFileSync(join(adminOf(clone, 5), 'commondir'), '');
  const oldLockPath = join(adminOf(clone, 6), 'index.lock');
  const branchLockPath = join(clone.commonPath, 'refs', 'heads', 'rpi', 'gh-6.lock');
  const youngLockPath = join(adminOf(clone, 7), 'HEAD.lock');
  const sharedLockPath = join(clone.commonPath, 'packed-refs.lock');
  for (const path of [oldLockPath, branchLockPath, youngLockPath, sharedLockPath]) writeFileSync(path, '');
  for (const path of [oldLockPath, branchLockPath, sharedLockPath]) longAgo(path);
  writeFileSync(join(treesPath, 'gh-6', 'half.txt'), 'half\n');

  expect((await clone.readMendable(treesPath)).toSorted()).toEqual([1, 4, 5, 6]);
  const mended = await clone.mendWorktrees(treesPath, (issue) => issue !== 4);
  expect(mended).toEqual({ brokenCount: 1, goneCount: 1, lockCount: 2, leftLockPaths: [sharedLockPath] });
  expect(await clone.readMendable(treesPath)).toEqual([4]);
  for (const path of [youngLockPath, sharedLockPath]) expect(existsSync(path)).toBe(true);
  expect(readFileSync(join(treesPath, 'gh-6', 'half.txt'), 'utf8')).toBe('half\n');
  const listed = git('worktree', 'list', '--porcelain');
  for (const kept of ['trees/gh-2', 'trees/gh-3', 'trees/gh-4', 'trees/gh-6', 'trees/gh-7', '/gh-9'])
    expect(listed).toContain(`${kept}\n`);
  expect(listed).not.toContain('trees/gh-1\n');
  for (const issue of [1, 5]) git('rev-parse', '--verify', `rpi/gh-${issue}`);
  const nothing = { brokenCount: 0, goneCount: 0, lockCount: 0, leftLockPaths: [sharedLockPath] };
  expect(await clone.mendWorktrees(treesPath, (issue) => issue !== 4)).toEqual(nothing);
});

test('a folder of worktrees that is not there may come back: nothing is forgotten', async () => {
  using repository = makeRepository();
  const clone = await open(repository);
  const treesPath = join(clone.rootPath, 'trees');
  await clone.ensureWorktree(requestFor(clone, 1));
  rmSync(treesPath, { recursive: true });
  expect(await clone.readMendable(treesPath)).toEqual([]);
  expect(await clone.mendWorktrees(treesPath, () => true)).toMatchObject({ goneCount: 0 });
  mkdirSync(treesPath);
  expect(await clone.readMendable(treesPath)).toEqual([1]);
});
