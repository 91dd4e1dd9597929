import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { openGit } from '../../../src/world/git/open-git.ts';
import type { Git } from '../../../src/world/world.ts';
import {
  GIT_ENVIRONMENT,
  makeRepository,
  type TestRepository,
  writeFiles,
} from '../../support/git-repository.ts';
import { until } from '../../support/until.ts';

const PATTERNS = ['/trees/', '/logs/', '/.coordinator/', '/STOP', '/BLOCKED.md', '/.coordinator-*'];
const MARKS = { STOP: 'wait\n', 'BLOCKED.md': 'which one?\n', '.coordinator-phase': 'plan\n' };

const openWithTree = async (repository: TestRepository): Promise<{ git: Git; path: string }> => {
  const git = await openGit({ startPath: repository.rootPath });
  const path = join(git.rootPath, 'trees', 'gh-7');
  await git.ensureWorktree({ issue: 7, path, branch: 'rpi/gh-7', base: 'main' });
  return { git, path };
};

const save = async (git: Git, path: string, message: string, branch = 'rpi/gh-7') =>
  (await git.saveWork({ issue: 7, path, branch, message }))?.sha ?? null;

const filesOf = (repository: TestRepository, path: string): readonly string[] =>
  repository
    .gitIn(path, 'show', '--format=', '--name-only', '--no-renames', 'HEAD')
    .split('\n')
    .filter(Boolean)
    .sort();

test('exclude keeps every byte that was there, adds each pattern once', async () => {
  using repository = makeRepository();
  const git = await openGit({ startPath: repository.rootPath });
  const path = join(git.commonPath, 'info', 'exclude');
  const before = Buffer.concat([Buffer.from('# caf\xe9\r\n/STOP\r\n\xff*.o', 'latin1')]);
  writeFileSync(path, before);
  chmodSync(path, 0o640);
  await Promise.all([git.excludePatterns(['/STOP', '/größe/']), git.excludePatterns(['/größe/', '/logs/'])]);
  const after = readFileSync(path);
  expect(after).toEqual(Buffer.concat([before, Buffer.from('\n/größe/\n/logs/\n')]));
  expect(statSync(path).mode & 0o777).toBe(0o640);
  const { ino } = statSync(path);
  await git.excludePatterns(['/logs/', '/STOP']);
  expect(statSync(path).ino).toBe(ino);
  expect(readFileSync(path)).toEqual(after);
});

test('exclude makes a missing file and writes through a symbolic link', async () => {
  using repository = makeRepository();
  const git = await openGit({ startPath: repository.rootPath });
  const path = join(git.commonPath, 'info', 'exclude');
  rmSync(join(git.commonPath, 'info'), { recursive: true });
  await git.excludePatterns(['/logs/']);
  expect(readFileSync(path, 'utf8')).toBe('/logs/\n');
  const target = join(repository.folderPath, 'shared-exclude');
  writeFileSync(target, '');
  rmSync(path);
  symlinkSync(target, path);
  await git.excludePatterns(['/logs/']);
  expect(readFileSync(target, 'utf8')).toBe('/logs/\n');
});

test("neither a worker's `git add -A` nor the main checkout's status sees what is the coordinator's", async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  await git.excludePatterns(PATTERNS);
  const ours = { ...MARKS, 'trees/x': '1', 'logs/x': '1', '.coordinator/x': '1' };
  writeFiles(path, ours);
  writeFiles(git.rootPath, { ...ours, 'logs/gh-7.jsonl': '{}' });
  repository.commit(path, { 'real.txt': 'work\n' });
  expect(filesOf(repository, path)).toEqual(['real.txt']);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('says whether git tracks a path in the main checkout', async () => {
  using repository = makeRepository({ 'tasks.md': '', 'dir/a*b': '' });
  const git = await openGit({ startPath: repository.rootPath });
  writeFiles(git.rootPath, { 'other.md': '' });
  expect(await git.isTracked('tasks.md')).toBe(true);
  expect(await git.isTracked(join(git.rootPath, 'tasks.md'))).toBe(true);
  expect(await git.isTracked('dir')).toBe(true);
  expect(await git.isTracked('other.md')).toBe(false);
  expect(await git.isTracked('task*.md')).toBe(false);
});

test('reads commits ahead, HEAD and dirty files, marks not counted', async () => {
  using repository = makeRepository({ 'a.txt': '', 'b c.txt': '', 'old.txt': 'same content\n' });
  const { git, path } = await openWithTree(repository);
  const headSha = repository.gitIn(path, 'rev-parse', 'HEAD');
  expect(await git.readWork(path, 'main')).toEqual({
    commitCount: 0,
    headSha,
    dirtyCount: 0,
    secretCount: 0,
  });
  repository.commit(path, { 'x.txt': '1\n' });
  const nextSha = repository.commit(path, { 'x.txt': '2\n' });
  writeFiles(path, { ...MARKS, 'b c.txt': 'changed\n', 'new/one': '', 'new/two': '' });
  repository.gitIn(path, 'mv', 'old.txt', 'renamed.txt');
  // b c.txt, new/, and the rename, which is two: what it hides may be a secret.
  expect(await git.readWork(path, 'main')).toMatchObject({ commitCount: 2, headSha: nextSha, dirtyCount: 4 });
});

test('tells whether somebody works in a worktree, inside new directories too', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n' });
  const { git, path } = await openWithTree(repository);
  const headSha = repository.gitIn(path, 'rev-parse', 'HEAD');
  const quiet = await git.readTree(path, 'main');
  expect(quiet).toEqual({ headSha, commitCount: 0, changedCount: 0, newestChangeAtMs: null });
  writeFiles(path, { ...MARKS });
  expect(await git.readTree(path, 'main')).toEqual(quiet);
  writeFiles(path, { 'new/deep/é "one".txt': '1' });
  const first = await git.readTree(path, 'main');
  expect(first).toMatchObject({ changedCount: 1, newestChangeAtMs: expect.any(Number) });
  const timeAfterWrite = async () => {
    writeFiles(path, { 'new/deep/é "one".txt': '2' });
    return (await git.readTree(path, 'main')).newestChangeAtMs;
  };
  await expect.poll(timeAfterWrite, { timeout: 20_000 }).not.toBe(first.newestChangeAtMs);
  const nextSha = repository.commit(path, { 'x.txt': '1\n' });
  expect(await git.readTree(path, 'main')).toMatchObject({ headSha: nextSha, commitCount: 1 });
  rmSync(path, { recursive: true });
  await expect(git.readTree(path, 'main')).rejects.toThrow(PermanentError);
});

test('reads the messages of the commits ahead, newest first', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  expect(await git.readMessages(path, 'main')).toEqual([]);
  repository.commit(path, { 'x.txt': '1\n' }, 'First\n\nWith a body\n\nCoordinator-Status: complete');
  repository.commit(path, { 'x.txt': '2\n' }, 'Second');
  expect(await git.readMessages(path, 'main')).toEqual([
    'Second',
    'First\n\nWith a body\n\nCoordinator-Status: complete',
  ]);
});

test('counts from a local base or the main checkout where the remote has none', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  repository.commit(path, { 'x.txt': '1\n' });
  repository.git('update-ref', '-d', 'refs/remotes/origin/main');
  expect(await git.readWork(path, 'main')).toMatchObject({ commitCount: 1 });
  expect(await git.readWork(path, 'unknown')).toMatchObject({ commitCount: 1 });
});

test('saves all work as one commit, without marks, hooks, signature or configured identity', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n', 'gone.txt': '' });
  const { git, path } = await openWithTree(repository);
  repository.git('config', 'commit.gpgsign', 'true');
  repository.git('config', 'gpg.program', 'false');
  writeFiles(git.commonPath, { 'hooks/pre-commit': '#!/bin/sh\nexit 1\n' });
  chmodSync(join(git.commonPath, 'hooks', 'pre-commit'), 0o755);
  writeFiles(path, { ...MARKS, 'a.txt': 'b\n', 'sub/new.txt': '' });
  repository.gitIn(path, 'add', '-f', 'STOP');
  repository.gitIn(path, 'rm', '-q', 'gone.txt');
  const sha = await save(git, path, 'WIP: stopped');
  expect(sha).toBe(repository.gitIn(path, 'rev-parse', 'rpi/gh-7'));
  expect(filesOf(repository, path)).toEqual(['a.txt', 'gone.txt', 'sub/new.txt']);
  expect(repository.gitIn(path, 'log', '-1', '--format=%s %an <%ae>')).toBe(
    'WIP: stopped coordinator <coordinator@localhost>',
  );
  expect(readFileSync(join(path, 'STOP'), 'utf8')).toBe(MARKS.STOP);
  expect(await save(git, path, 'WIP: stopped')).toBeNull();
});

test("saves under the person's own name when one is configured", async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  repository.git('config', 'user.name', 'Grace');
  repository.git('config', 'user.email', 'grace@example.com');
  writeFiles(path, { 'a.txt': '' });
  await save(git, path, 'WIP: x');
  expect(repository.gitIn(path, 'log', '-1', '--format=%an <%ae>')).toBe('Grace <grace@example.com>');
});

test('never saves into the checkout around a tree that lost its .git', async () => {
  using repository = makeRepository();
  const git = await openGit({ startPath: repository.rootPath });
  const path = join(git.rootPath, 'trees', 'gh-7');
  mkdirSync(path, { recursive: true });
  writeFiles(path, { 'a.txt': '' });
  await expect(save(git, path, 'WIP: x')).rejects.toBeInstanceOf(PermanentError);
  await expect(git.readWork(path, 'main')).rejects.toBeInstanceOf(PermanentError);
  await expect(git.readWork(join(path, 'none'), 'main')).rejects.toBeInstanceOf(PermanentError);
});

test('does not save beside a git at work, and does at once when that git was killed', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const lock = join(git.commonPath, 'worktrees', 'gh-7', 'index.lock');
  writeFiles(git.commonPath, { 'hooks/pre-commit': '#!/bin/sh\nexec sleep 60\n' });
  chmodSync(join(git.commonPath, 'hooks', 'pre-commit'), 0o755);
  writeFiles(path, { 'README.md': 'half\n' });
  const worker = spawn('git', ['commit', '-qam', 'work'], {
    cwd: path,
    env: GIT_ENVIRONMENT,
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(worker, 'exit');
  try {
    await until(() => existsSync(lock));
    await expect(save(git, path, 'WIP: x')).rejects.toBeInstanceOf(TransientError);
  } finally {
    // The whole group, the hook too, as the end of a worker takes its whole tree.
    process.kill(-(worker.pid ?? Number.NaN), 'SIGKILL');
  }
  await ended;
  expect(existsSync(lock)).toBe(true);
  expect(await save(git, path, 'WIP: x')).toMatch(/^[0-9a-f]{40}$/);
  expect(filesOf(repository, path)).toEqual(['README.md']);
});

test('a young lock in a repository that is no worktree of the clone has to age', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  rmSync(join(path, '.git'));
  repository.gitIn(path, 'init', '-q');
  writeFiles(path, { 'a.txt': '' });
  const lock = join(path, '.git', 'index.lock');
  writeFileSync(lock, '');
  await expect(save(git, path, 'WIP: x', 'main')).rejects.toBeInstanceOf(TransientError);
  utimesSync(lock, new Date(0), new Date(0));
  expect(await save(git, path, 'WIP: x', 'main')).toMatch(/^[0-9a-f]{40}$/);
});

test('saves what can be read when one file cannot', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  // Unreadable for every user, root too: a repository without a commit.
  writeFiles(path, { 'a.txt': 'a\n' });
  mkdirSync(join(path, 'embedded'));
  repository.gitIn(join(path, 'embedded'), 'init', '-q');
  expect(await save(git, path, 'WIP: x')).not.toBeNull();
  expect(filesOf(repository, path)).toEqual(['a.txt']);
});

test('a secret that was a tracked example before is new, and no mark goes along under another name', async () => {
  const example = 'a setting and its default value\n'.repeat(12);
  using repository = makeRepository({ '.env.example': example, 'notes.txt': `notes ${example}` });
  const { git, path } = await openWithTree(repository);
  repository.gitIn(path, 'mv', '.env.example', '.env');
  repository.gitIn(path, 'mv', 'notes.txt', 'STOP');
  writeFiles(path, { '.env': `${example}API_KEY=hunter2\n` });
  expect(await git.readWork(path, 'main')).toMatchObject({ dirtyCount: 2, secretCount: 1 });
  const saved = await git.saveWork({ issue: 7, path, branch: 'rpi/gh-7', message: 'WIP: moved' });
  expect(saved?.secretPaths).toEqual(['.env']);
  expect(filesOf(repository, path)).toEqual(['.env.example', 'notes.txt']);
  expect(repository.gitIn(path, 'log', '-p', '--all')).not.toContain('hunter2');
});

test('new secrets get into no commit, staged or not; what the repository tracks is saved as ever', async () => {
  using repository = makeRepository({ '.env.test': 'tracked\n' });
  const { git, path } = await openWithTree(repository);
  const secrets = ['.env', 'conf/é key.pem', 'staged.key'];
  writeFiles(path, { '.env': 'KEY=1\n', 'conf/é key.pem': 'x\n', 'staged.key': 'x\n' });
  repository.gitIn(path, 'add', 'staged.key');
  expect(await git.readWork(path, 'main')).toMatchObject({ dirtyCount: 0, secretCount: 3 });
  expect(await save(git, path, 'WIP: x')).toBeNull();
  writeFiles(path, { '.env.test': 'changed\n', 'conf/a.txt': 'a\n' });
  expect(await git.readWork(path, 'main')).toMatchObject({ dirtyCount: 2, secretCount: 3 });
  const request = { issue: 7, path, branch: 'rpi/gh-7', message: 'WIP: x' };
  expect([...((await git.saveWork(request))?.secretPaths ?? [])].sort()).toEqual(secrets);
  expect(filesOf(repository, path)).toEqual(['.env.test', 'conf/a.txt']);
  for (const file of secrets) expect(existsSync(join(path, file))).toBe(true);
  expect(await git.readWork(path, 'main')).toMatchObject({ dirtyCount: 0, secretCount: 3 });
  // Put aside as well: nobody's index changes.
  repository.gitIn(path, 'switch', '-q', '-c', 'mine');
  repository.gitIn(path, 'add', 'staged.key');
  writeFiles(path, { 'conf/b.txt': 'b\n' });
  const ref = (await git.saveWork(request))?.ref ?? '';
  const saved = repository.git('log', '--all', '--format=', '--name-only', ref).split('\n');
  expect(saved).toContain('conf/b.txt');
  for (const file of saved) expect(file).not.toMatch(/^\.env$|key/);
  expect(repository.gitIn(path, 'diff', '--cached', '--name-only')).toBe('staged.key');
});
