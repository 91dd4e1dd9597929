import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WorktreeRequest } from '../../../src/world/world.ts';
import { GIT_ENVIRONMENT, makeRepository, type TestRepository } from '../../support/git-repository.ts';
import { adminOf, open, requestFor } from './worktrees.ts';

const expectWhole = (repository: TestRepository, request: WorktreeRequest): void => {
  const [head = '', ...changes] = repository
    .gitIn(request.path, 'status', '--porcelain', '--branch')
    .split('\n');
  expect(head.replace('...origin/main', '')).toBe(`## ${request.branch}`);
  expect(changes).toEqual([]);
  expect(repository.git('worktree', 'list', '--porcelain')).not.toContain('locked');
  repository.git('fsck', '--connectivity-only');
};

/** Makes an admin directory old enough to be nobody's add under way. */
const age = (path: string): void => {
  const before = new Date(Date.now() - 60_000);
  utimesSync(path, before, before);
};

test.each(['commondir', 'gitdir', 'HEAD'])('mends an admin directory whose %s is empty', async (name) => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  writeFileSync(join(adminOf(git), name), '');
  age(adminOf(git));
  const ready = await git.ensureWorktree(request);
  expect(['remade', 'attached']).toContain(ready.how);
  expectWhole(repository, request);
});

test('an empty commondir of one task stops neither the fetch nor another task', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  await git.ensureWorktree(requestFor(git, 8));
  writeFileSync(join(adminOf(git, 8), 'commondir'), '');
  expect(() => repository.git('branch', '--list')).toThrow();
  age(adminOf(git, 8));
  await git.fetchRemote();
  await git.ensureWorktree(requestFor(git, 7));
  expectWhole(repository, requestFor(git, 7));
});

test("never touches a broken worktree that is not the coordinator's", async () => {
  using repository = makeRepository();
  const git = await open(repository);
  repository.git('worktree', 'add', '-q', '-b', 'mine', join(repository.folderPath, 'mine'));
  const admin = join(git.commonPath, 'worktrees', 'mine');
  writeFileSync(join(admin, 'HEAD'), '');
  age(admin);
  await git.ensureWorktree(requestFor(git));
  expect(readdirSync(admin)).toContain('gitdir');
});

test('completes a tree that was added and never checked out', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  repository.git('worktree', 'add', '-q', '--no-checkout', '--no-track', '-b', request.branch, request.path);
  expect((await git.ensureWorktree(request)).how).toBe('remade');
  expectWhole(repository, request);
  expect((await git.ensureWorktree(request)).how).toBe('reused');
});

test('completes a checkout that was interrupted half way, with its locks', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const git = await open(repository);
  const request = requestFor(git);
  repository.git('worktree', 'add', '-q', '--no-checkout', '--no-track', '-b', request.branch, request.path);
  writeFileSync(join(adminOf(git), 'locked'), 'initializing');
  writeFileSync(join(adminOf(git), 'index.lock'), 'half');
  writeFileSync(join(request.path, 'a.txt'), '');
  expect(await git.ensureWorktree(request)).toMatchObject({ how: 'remade', movedAside: null });
  expectWhole(repository, request);
  expect(readFileSync(join(request.path, 'a.txt'), 'utf8')).toBe('a\n');
});

test('takes the lock of a killed add off a complete tree without resetting it', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  writeFileSync(join(adminOf(git), 'locked'), 'initializing');
  writeFileSync(join(request.path, 'README.md'), 'work\n');
  expect((await git.ensureWorktree(request)).how).toBe('reused');
  expect(readFileSync(join(request.path, 'README.md'), 'utf8')).toBe('work\n');
  expect(existsSync(join(adminOf(git), 'locked'))).toBe(false);
});

test('moves files aside when the index is gone and nothing says they are half a checkout', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  writeFileSync(join(request.path, 'README.md'), 'work\n');
  rmSync(join(adminOf(git), 'index'));
  const ready = await git.ensureWorktree(request);
  expect(readFileSync(join(ready.movedAside ?? '', 'README.md'), 'utf8')).toBe('work\n');
  expectWhole(repository, request);
});

test('moves nothing aside for what a killed add left: a directory with an empty .git file', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  mkdirSync(request.path, { recursive: true });
  writeFileSync(join(request.path, '.git'), '');
  expect(await git.ensureWorktree(request)).toMatchObject({ how: 'created', movedAside: null });
  expectWhole(repository, request);
});

test('takes away the branch lock of a killed add', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  mkdirSync(join(git.commonPath, 'refs', 'heads', 'rpi'), { recursive: true });
  writeFileSync(join(git.commonPath, 'refs', 'heads', 'rpi', 'gh-7.lock'), '');
  expect((await git.ensureWorktree(requestFor(git))).how).toBe('created');
});

test('waits for a git that is still at work on a half-made tree', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  repository.git('worktree', 'add', '-q', '--no-checkout', '--no-track', '-b', request.branch, request.path);
  const atWork = spawn('git', ['cat-file', '--batch'], { cwd: request.path, env: GIT_ENVIRONMENT });
  await once(atWork, 'spawn');
  let isReady = false;
  const ready = git.ensureWorktree(request).then(() => {
    isReady = true;
  });
  await git.ensureWorktree(requestFor(git, 8));
  expect(isReady).toBe(false);
  atWork.stdin.end();
  await ready;
  expectWhole(repository, request);
});

test('a `git worktree add` killed at any moment never prevents the next', { timeout: 60_000 }, async () => {
  const files = Array.from({ length: 150 }, (_, at) => [`d${at % 12}/f${at}.txt`, `${at}\n`.repeat(40)]);
  using repository = makeRepository(Object.fromEntries(files));
  const git = await open(repository);
  const addTo = ({ branch, path }: WorktreeRequest) => {
    const args = ['worktree', 'add', '-q', '-b', branch, path, 'origin/main'];
    const add = spawn('git', args, { cwd: git.rootPath, env: GIT_ENVIRONMENT, stdio: 'ignore' });
    return { kill: () => add.kill('SIGKILL'), exit: once(add, 'exit') };
  };
  const startedMs = performance.now();
  await addTo(requestFor(git, 99)).exit;
  const tookMs = performance.now() - startedMs;
  const seen = new Set<string>();
  for (let round = 0; round < 30; round += 1) {
    const request = requestFor(git, round + 1);
    const add = addTo(request);
    // Spread over the whole life of the command: that is what this test is about.
    await sleep((round / 29) * tookMs);
    add.kill();
    await add.exit;
    const ready = await git.ensureWorktree(request);
    seen.add(ready.how);
    expectWhole(repository, request);
    expect(await git.ensureWorktree(request)).toMatchObject({ how: 'reused' });
  }
  expect(seen.size).toBeGreaterThan(1);
});
