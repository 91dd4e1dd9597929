import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRepository } from '../../support/git-repository.ts';
import { expectReady, open, requestFor } from './worktrees.ts';

test('makes a worktree from the freshly fetched base, without an upstream', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const sha = repository.commitToOrigin('main', { 'a.txt': 'new\n' });
  await git.fetchRemote();
  const request = requestFor(git);
  const ready = await git.ensureWorktree(request);
  expect(ready).toEqual({ how: 'created', headSha: sha, movedAside: null });
  expectReady(repository, request, ready);
  expect(readFileSync(join(request.path, 'a.txt'), 'utf8')).toBe('new\n');
  expect(repository.gitIn(request.path, 'status', '--porcelain')).toBe('');
  expect(() => repository.git('config', 'branch.rpi/gh-7.remote')).toThrow();
});

test('works offline with what was fetched before', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  rmSync(repository.originPath, { recursive: true });
  expect((await git.ensureWorktree(requestFor(git))).how).toBe('created');
});

test('reuses a registered worktree and keeps all work in it', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  const headSha = repository.commit(request.path, { 'b.txt': 'committed\n' });
  writeFileSync(join(request.path, 'README.md'), 'changed\n');
  writeFileSync(join(request.path, 'new.txt'), 'untracked\n');
  rmSync(join(request.path, 'b.txt'));
  const before = repository.gitIn(request.path, 'status', '--porcelain');
  const ready = await git.ensureWorktree(request);
  expect(ready).toEqual({ how: 'reused', headSha, movedAside: null });
  expectReady(repository, request, ready);
  expect(repository.gitIn(request.path, 'status', '--porcelain')).toBe(before);
});

test('twice is the same as once, also at the same time', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  const both = await Promise.all([git.ensureWorktree(request), git.ensureWorktree(request)]);
  expect(both.map(({ how }) => how)).toEqual(['created', 'reused']);
  const refs = repository.git('for-each-ref');
  expect((await git.ensureWorktree(request)).how).toBe('reused');
  expect(repository.git('for-each-ref')).toBe(refs);
  expect(readdirSync(join(git.rootPath, 'trees'))).toEqual(['gh-7']);
});

test('keeps a worktree in the middle of a rebase as it is', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  repository.gitIn(request.path, 'switch', '-q', '--detach');
  const headSha = repository.commit(request.path, { 'c.txt': 'c\n' });
  expect(await git.ensureWorktree(request)).toEqual({ how: 'reused', headSha, movedAside: null });
});

test('remakes a registered worktree whose directory is gone, from its branch', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  const headSha = repository.commit(request.path, { 'b.txt': 'b\n' });
  rmSync(request.path, { recursive: true });
  const ready = await git.ensureWorktree(request);
  expect(ready).toEqual({ how: 'remade', headSha, movedAside: null });
  expectReady(repository, request, ready);
  expect(repository.gitIn(request.path, 'status', '--porcelain')).toBe('');
});

test('remakes it when an empty directory was left, and moves aside one with files', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const request = requestFor(git);
  await git.ensureWorktree(request);
  rmSync(request.path, { recursive: true });
  mkdirSync(request.path);
  expect(await git.ensureWorktree(request)).toMatchObject({ how: 'remade', movedAside: null });
  rmSync(join(request.path, '.git'));
  const ready = await git.ensureWorktree(request);
  expect(ready.how).toBe('remade');
  expect(readdirSync(ready.movedAside ?? '')).toEqual(['README.md']);
  expectReady(repository, request, ready);
});

test.each(['directory', 'file', 'link', 'other clone'])(
  'moves aside an unregistered %s, never deletes it',
  async (kind) => {
    using repository = makeRepository();
    const git = await open(repository);
    const request = requestFor(git);
    mkdirSync(dirname(request.path));
    if (kind === 'directory') mkdirSync(request.path);
    if (kind === 'directory') writeFileSync(join(request.path, 'precious'), 'work');
    if (kind === 'file') writeFileSync(request.path, 'work');
    if (kind === 'link') symlinkSync('/nowhere', request.path);
    if (kind === 'other clone') repository.git('clone', '-q', repository.originPath, request.path);
    const ready = await git.ensureWorktree(request);
    expect(ready.how).toBe('created');
    expectReady(repository, request, ready);
    const moved = ready.movedAside ?? '';
    expect(moved).toMatch(/\/trees\/\.aside\/gh-7-\d{8}T\d{6}Z$/);
    if (kind === 'directory') expect(readFileSync(join(moved, 'precious'), 'utf8')).toBe('work');
    if (kind === 'file') expect(readFileSync(moved, 'utf8')).toBe('work');
    if (kind === 'link') expect(readdirSync(dirname(moved))).toHaveLength(1);
    if (kind === 'other clone') expect(existsSync(join(moved, '.git', 'HEAD'))).toBe(true);
  },
);

test('attaches to a branch that exists here, even if the remote has one too', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  repository.commitToOrigin('rpi/gh-7', { 'r.txt': 'remote\n' });
  await git.fetchRemote();
  repository.git('branch', '--no-track', 'rpi/gh-7', 'main');
  const request = requestFor(git);
  const ready = await git.ensureWorktree(request);
  expect(ready).toMatchObject({ how: 'attached', headSha: repository.git('rev-parse', 'main') });
  expectReady(repository, request, ready);
});

test('tracks a branch that only the remote has', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const headSha = repository.commitToOrigin('rpi/gh-7', { 'r.txt': 'remote\n' });
  await git.fetchRemote();
  const request = requestFor(git);
  const ready = await git.ensureWorktree(request);
  expect(ready).toEqual({ how: 'tracked', headSha, movedAside: null });
  expectReady(repository, request, ready);
  expect(repository.gitIn(request.path, 'rev-parse', '--abbrev-ref', '@{upstream}')).toBe('origin/rpi/gh-7');
});

test('takes refs from packed-refs', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  repository.git('branch', '--no-track', 'rpi/gh-7', 'main');
  repository.git('pack-refs', '--all');
  expect((await git.ensureWorktree(requestFor(git))).how).toBe('attached');
  expect((await git.ensureWorktree(requestFor(git, 8))).how).toBe('created');
});

test('finds its worktree again when trees is a symbolic link', async () => {
  using repository = makeRepository();
  const git = await open(repository);
  const disk = join(repository.folderPath, 'disk');
  mkdirSync(disk);
  symlinkSync(disk, join(git.rootPath, 'trees'));
  expect((await git.ensureWorktree(requestFor(git))).how).toBe('created');
  expect((await git.ensureWorktree(requestFor(git))).how).toBe('reused');
});
