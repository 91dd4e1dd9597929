import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { makeRepository } from '../../support/git-repository.ts';
import { expectReady, failureOf, open, requestFor } from './worktrees.ts';

test('refuses a branch checked out elsewhere, names the place and how to free it', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  const elsewhere = join(repository.folderPath, 'mine');
  repository.git('worktree', 'add', '-q', '-b', 'rpi/gh-7', elsewhere);
  const error = await failureOf(git.ensureWorktree(request));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({
    message: expect.stringContaining(elsewhere),
    fix: expect.stringContaining(`git worktree remove ${elsewhere}`),
  });
  expect(existsSync(join(elsewhere, 'README.md'))).toBe(true);
  repository.git('worktree', 'remove', elsewhere);
  expect((await git.ensureWorktree(request)).how).toBe('attached');
});

test('refuses a branch checked out in the main checkout', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  repository.git('switch', '-q', '-c', 'rpi/gh-7');
  const error = await failureOf(git.ensureWorktree(requestFor(git)));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ fix: `git -C ${git.rootPath} switch main` });
  expect(repository.git('branch', '--show-current')).toBe('rpi/gh-7');
});

test('refuses a worktree that its worker switched to another branch', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  repository.gitIn(request.path, 'switch', '-q', '-c', 'fancy');
  const error = await failureOf(git.ensureWorktree(request));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ fix: `git -C ${request.path} switch rpi/gh-7` });
});

test.each([['removable disk'], [null]])('never unlocks a worktree a person locked (%s)', async (reason) => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  repository.git('worktree', 'lock', ...(reason === null ? [] : ['--reason', reason]), request.path);
  for (const isGone of [false, true]) {
    if (isGone) rmSync(request.path, { recursive: true });
    const error = await failureOf(git.ensureWorktree(request));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ fix: `git worktree unlock ${request.path}` });
    expect(repository.git('worktree', 'list', '--porcelain')).toContain('locked');
  }
});

test('names a branch that is in the way, in either direction', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  repository.git('branch', 'rpi');
  const above = await failureOf(git.ensureWorktree(requestFor(git)));
  expect(above).toBeInstanceOf(PermanentError);
  expect(above).toMatchObject({ fix: expect.stringContaining('git branch -m rpi rpi-old') });
  repository.git('branch', '-m', 'rpi', 'rpi/gh-7/x');
  const below = await failureOf(git.ensureWorktree(requestFor(git)));
  expect(below).toBeInstanceOf(PermanentError);
  expect(below).toMatchObject({ message: expect.stringContaining('rpi/gh-7/x') });
  expect((await git.ensureWorktree(requestFor(git, 8))).how).toBe('created');
});

test('refuses a base that is not known, and a branch name git does not take', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  const unknownBase = await failureOf(git.ensureWorktree({ ...request, base: 'nope' }));
  expect(unknownBase).toBeInstanceOf(PermanentError);
  expect(unknownBase).toMatchObject({ message: expect.stringContaining('origin/nope') });
  const badName = await failureOf(git.ensureWorktree({ ...request, branch: 'rpi/bad..name' }));
  expect(badName).toBeInstanceOf(PermanentError);
  expect(existsSync(request.path)).toBe(false);
});

test('removes an index.lock that is older than ten minutes, waits for a younger one', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  const lock = join(git.commonPath, 'worktrees', 'gh-7', 'index.lock');
  writeFileSync(lock, '');
  const error = await failureOf(git.ensureWorktree(request));
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ fix: expect.stringContaining(lock), retryAfterMs: expect.any(Number) });
  const longAgo = new Date(Date.now() - 11 * 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect((await git.ensureWorktree(request)).how).toBe('reused');
  expect(existsSync(lock)).toBe(false);
});

test("leaves a person's own worktrees and branches as they are", async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const minePath = join(repository.folderPath, 'gh-7');
  const gonePath = join(repository.folderPath, 'gone');
  repository.git('worktree', 'add', '-q', '-b', 'mine', minePath);
  repository.git('worktree', 'add', '-q', '-b', 'gone', gonePath);
  rmSync(gonePath, { recursive: true });
  const registered = (): readonly string[] =>
    repository
      .git('worktree', 'list')
      .split('\n')
      .filter((line) => !line.includes('/trees/'))
      .map((line) => line.replaceAll(/ +/g, ' '));
  const before = registered();
  const request = requestFor(git);
  expectReady(repository, request, await git.ensureWorktree(request));
  rmSync(request.path, { recursive: true });
  expectReady(repository, request, await git.ensureWorktree(request));
  expect(registered()).toEqual(before);
});
