import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RemovalDone, RiskKind } from '../../../src/model/removal.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { until } from '../../support/until.ts';
import { type Given, givenTree } from './finished-tree.ts';

const kindsOf = (done: RemovalDone): readonly RiskKind[] =>
  done.kind === 'kept' ? done.risks.map(({ kind }) => kind) : [];

const savedRefs = ({ repository }: Given): readonly string[] =>
  repository.git('for-each-ref', '--format=%(refname)', 'refs/coordinator/saved').split('\n').filter(Boolean);

describe('nothing is at risk', () => {
  test('the worktree goes with what can be made again; its branch stays; a second time there is nothing to do', async () => {
    const { repository, path, remove } = await givenTree();
    writeFiles(path, { 'node_modules/a/.env': 'x', 'b.log': 'x', STOP: '', 'node_modules/a/id_rsa': 'x' });
    const bystander = join(repository.folderPath, 'mine');
    repository.git('worktree', 'add', '-q', '-b', 'mine', bystander);
    writeFiles(bystander, { 'half.txt': 'half' });
    expect(await remove()).toMatchObject({ kind: 'removed', branchDropped: false, saved: null });
    expect(existsSync(path)).toBe(false);
    expect(repository.git('branch', '--list', 'rpi/gh-7', 'mine')).toContain('rpi/gh-7');
    expect(repository.gitIn(bystander, 'status', '--porcelain')).toBe('?? half.txt');
    expect(await remove()).toEqual({ kind: 'absent', branchDropped: false });
  });

  test('the branch of a merged task goes, too, when all of it is published and nobody has it checked out', async () => {
    const { repository, git, path, remove, gitHere } = await givenTree();
    const mergedSha = gitHere('rev-parse', 'HEAD');
    // Squashed on GitHub, the branch deleted there and forgotten here: no branch holds these commits any more.
    repository.git('update-ref', '-d', 'refs/remotes/origin/rpi/gh-7');
    expect(kindsOf(await remove())).toEqual(['commits']);
    expect(await remove({ mergedSha })).toMatchObject({ kind: 'removed', branchDropped: true });
    expect(repository.git('branch', '--list', 'rpi/gh-7')).toBe('');
    expect(await remove({ mergedSha })).toEqual({ kind: 'absent', branchDropped: false });
    // A later retry makes it again.
    expect(await git.ensureWorktree({ issue: 7, path, branch: 'rpi/gh-7', base: 'main' })).toMatchObject({
      how: 'created',
    });
  });

  test('a branch with a commit that came after the merge stays, wherever that commit was pushed', async () => {
    const { repository, path, remove, gitHere } = await givenTree();
    const mergedSha = gitHere('rev-parse', 'HEAD');
    repository.commit(path, { 'late.txt': 'late\n' });
    gitHere('push', '-q', 'origin', 'rpi/gh-7');
    expect(await remove({ mergedSha })).toMatchObject({ kind: 'removed', branchDropped: false });
    expect(repository.git('show', 'rpi/gh-7:late.txt')).toBe('late');
  });

  test('a branch that somebody has checked out, or has a stash of, stays', async () => {
    const { repository, path, remove, gitHere } = await givenTree();
    const mergedSha = gitHere('rev-parse', 'HEAD');
    writeFiles(path, { 'work.txt': 'other\n' });
    gitHere('stash', '-q');
    expect(await remove({ mergedSha })).toMatchObject({ kind: 'removed', branchDropped: false });
    expect(repository.git('stash', 'list')).toContain('rpi/gh-7');
    repository.git('switch', '-q', 'rpi/gh-7');
    repository.git('stash', 'drop', '-q');
    expect(await remove({ mergedSha })).toEqual({ kind: 'absent', branchDropped: false });
    expect(repository.git('branch', '--show-current')).toBe('rpi/gh-7');
  });

  test('a copy of the main checkout’s own file and a link are no loss', async () => {
    const { repository, path, remove } = await givenTree();
    writeFiles(repository.rootPath, { '.env': 'KEY=1\n' });
    writeFiles(path, { '.env': 'KEY=1\n' });
    symlinkSync(join(repository.rootPath, '.env'), join(path, '.env.local'));
    expect(await remove()).toMatchObject({ kind: 'removed' });
    expect(readFileSync(join(repository.rootPath, '.env'), 'utf8')).toBe('KEY=1\n');
  });
});

describe('something is at risk: it is kept, byte for byte, and said', () => {
  const cases: readonly (readonly [string, RiskKind, (given: Given) => void])[] = [
    ['a changed file', 'changes', ({ path }) => writeFiles(path, { 'work.txt': 'more\n' })],
    ['an untracked file', 'changes', ({ path }) => writeFiles(path, { 'new/a file.txt': 'new\n' })],
    [
      'a staged file',
      'changes',
      ({ path, gitHere }) => {
        writeFiles(path, { 'staged.txt': 'staged\n' });
        gitHere('add', 'staged.txt');
      },
    ],
    ['a commit', 'commits', ({ path, repository }) => repository.commit(path, { 'b.txt': 'b\n' })],
    [
      'a commit on a detached HEAD',
      'commits',
      ({ path, repository, gitHere }) => {
        gitHere('switch', '-q', '--detach');
        repository.commit(path, { 'b.txt': 'b\n' });
      },
    ],
    ['a secret', 'precious', ({ path }) => writeFiles(path, { '.env': 'KEY=1\n' })],
    ['data in an ignored folder', 'precious', ({ path }) => writeFiles(path, { 'private/x/app.db': 'rows' })],
    [
      'an ignored secret beside untracked files',
      'precious',
      ({ path }) => writeFiles(path, { 'new/.env.local': 'KEY=1\n', 'new/a.txt': 'a' }),
    ],
    ['another branch', 'branch', ({ gitHere }) => gitHere('switch', '-q', '-c', 'mine')],
    [
      'a merge',
      'operation',
      ({ path, repository, gitHere }) => {
        gitHere('switch', '-q', '-c', 'side', 'HEAD~1');
        repository.commit(path, { 'work.txt': 'side\n' });
        gitHere('switch', '-q', 'rpi/gh-7');
        expect(() => gitHere('merge', 'side')).toThrow();
      },
    ],
    ['a bisect', 'operation', ({ gitHere }) => gitHere('bisect', 'start')],
    [
      'a lock',
      'locked',
      ({ repository, path }) => repository.git('worktree', 'lock', '--reason', 'mine', path),
    ],
    [
      'another repository',
      'repository',
      ({ path, repository }) => {
        mkdirSync(join(path, 'private', 'clone'), { recursive: true });
        repository.gitIn(join(path, 'private', 'clone'), 'init', '-q');
      },
    ],
    ['a place elsewhere', 'foreign', ({ path }) => rmSync(join(path, '.git'))],
  ];

  test.each(cases)('%s', async (_name, kind, arrange) => {
    const all = await givenTree();
    arrange(all);
    const before = existsSync(join(all.path, '.git'))
      ? all.gitHere('status', '--porcelain', '--ignored')
      : '';
    const done = await all.remove();
    expect(kindsOf(done)).toContain(kind);
    expect(done.kind === 'kept' && done.risks.every(({ text, fix }) => text !== '' && fix !== '')).toBe(true);
    if (before !== '') expect(all.gitHere('status', '--porcelain', '--ignored')).toBe(before);
    expect(savedRefs(all)).toEqual([]);
  });

  test('a process that works in it is named and lives on, also by force', async () => {
    const { path, remove } = await givenTree();
    mkdirSync(join(path, 'node_modules'));
    const shell: ChildProcess = spawn('sleep', ['600'], { cwd: join(path, 'node_modules') });
    onTestFinished(() => void shell.kill('SIGKILL'));
    await until(() => shell.pid !== undefined && existsSync(`/proc/${shell.pid}`));
    for (const force of [false, true]) {
      const done = await remove({ force });
      expect(done).toMatchObject({ kind: 'kept', risks: [{ kind: 'occupant', canBeSaved: false }] });
      expect(done.kind === 'kept' && done.risks[0]?.text).toContain(`process ${shell.pid} (sleep)`);
    }
    expect(shell.exitCode).toBeNull();
  });

  test('a worktree that does not lie in worktrees.dir is not touched, whatever it holds', async () => {
    const { remove, path, repository } = await givenTree();
    for (const force of [false, true])
      expect(kindsOf(await remove({ force, treesPath: repository.rootPath }))).toEqual(['foreign']);
    expect(existsSync(path)).toBe(true);
  });
});

describe('by force', () => {
  test('staged, unstaged and untracked work is a commit first, secrets are copies of one’s own', async () => {
    const all = await givenTree();
    const { path, repository, remove, gitHere, savedPath } = all;
    const mainBefore = repository.git('status', '--porcelain', '--branch');
    writeFiles(path, { 'work.txt': 'staged\n' });
    gitHere('add', 'work.txt');
    writeFiles(path, {
      'work.txt': 'unstaged\n',
      'new.txt': 'new\n',
      '.env': 'KEY=1\n',
      'private/app.db': 'rows',
    });
    chmodSync(join(path, '.env'), 0o644);
    const done = await remove({ force: true });
    expect(existsSync(path)).toBe(false);
    const [ref = '', ...others] = savedRefs(all);
    expect(others).toEqual([]);
    expect(ref).toMatch(/^refs\/coordinator\/saved\/gh-7\/\d{8}T\d{6}Z$/);
    const filesPath = done.kind === 'removed' ? (done.saved?.filesPath ?? '') : '';
    expect(done).toMatchObject({ kind: 'removed', saved: { ref, filesPath } });
    expect(filesPath.startsWith(join(savedPath, 'gh-7'))).toBe(true);
    expect(readFileSync(join(filesPath, '.env'), 'utf8')).toBe('KEY=1\n');
    expect(statSync(join(filesPath, '.env')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(filesPath, 'private', 'app.db'), 'utf8')).toBe('rows');
    expect(repository.git('show', `${ref}:work.txt`)).toBe('unstaged');
    expect(repository.git('show', `${ref}:new.txt`)).toBe('new');
    expect(repository.git('show', `${ref}^2:work.txt`)).toBe('staged');
    expect(repository.git('rev-parse', `${ref}^1`)).toBe(repository.git('rev-parse', 'rpi/gh-7'));
    expect(repository.git('ls-tree', '-r', '--name-only', ref)).not.toContain('.env\n');
    expect(repository.git('status', '--porcelain', '--branch')).toBe(mainBefore);
    // As it was told: it comes back.
    repository.git('branch', 'rescue-7', ref);
    expect(repository.git('show', 'rescue-7:new.txt')).toBe('new');
    expect(repository.git('ls-remote', 'origin')).not.toContain('coordinator');
  });

  test('commits of a detached HEAD and both sides of a merge are kept by the ref', async () => {
    const all = await givenTree();
    const { path, repository, remove, gitHere } = all;
    gitHere('switch', '-q', '--detach', 'HEAD~1');
    const side = repository.commit(path, { 'work.txt': 'side\n' });
    expect(() => gitHere('merge', 'rpi/gh-7')).toThrow();
    const other = repository.git('rev-parse', 'rpi/gh-7');
    expect(await remove({ force: true })).toMatchObject({ kind: 'removed' });
    const [ref = ''] = savedRefs(all);
    expect(repository.git('log', '-1', '--format=%P', ref).split(' ')).toEqual([side, other]);
    expect(repository.git('show', `${ref}:work.txt`)).toContain('<<<<<<<');
  });

  test('what cannot be saved stands: a lock, another repository', async () => {
    const all = await givenTree();
    writeFiles(all.path, { 'new.txt': 'new\n' });
    all.repository.git('worktree', 'lock', all.path);
    expect(kindsOf(await all.remove({ force: true }))).toEqual(['locked']);
    all.repository.git('worktree', 'unlock', all.path);
    mkdirSync(join(all.path, 'sub'));
    all.repository.gitIn(join(all.path, 'sub'), 'init', '-q');
    writeFileSync(join(all.path, 'sub', 'x'), 'x');
    expect(kindsOf(await all.remove({ force: true }))).toContain('repository');
    expect(savedRefs(all)).toEqual([]);
  });
});

describe('a removal that was cut off', () => {
  const cutOff = async (...gone: readonly string[]) => {
    const given = await givenTree();
    const adminPath = given.gitHere('rev-parse', '--absolute-git-dir');
    writeFileSync(join(adminPath, 'coordinator-removing'), '');
    for (const name of gone) rmSync(join(given.path, name));
    return given;
  };

  test.each([[['work.txt']], [['work.txt', '.git']], [['.git']]])(
    'is finished by itself: without %s',
    async (gone) => {
      const { path, remove, repository } = await cutOff(...gone);
      expect(await remove()).toMatchObject({ kind: 'removed' });
      expect(existsSync(path)).toBe(false);
      expect(repository.git('worktree', 'list')).not.toContain('gh-7');
    },
  );

  test('keeps what came there since', async () => {
    const given = await cutOff('work.txt', '.git');
    writeFiles(given.path, { 'README.md': 'mine\n', '.env': 'SECRET=1\n' });
    expect(kindsOf(await given.remove())).toEqual(['changes', 'precious']);
    expect(readFileSync(join(given.path, 'README.md'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(given.path, 'work.txt'), 'utf8')).toBe('work\n');
  });
});

test('a removal that was cut short is made good: what is left is moved aside, the tree made anew', async () => {
  const { repository, git, path, gitHere } = await givenTree();
  const adminPath = gitHere('rev-parse', '--absolute-git-dir');
  writeFileSync(join(adminPath, 'coordinator-removing'), '');
  rmSync(join(path, 'work.txt'));
  const ready = await git.ensureWorktree({ issue: 7, path, branch: 'rpi/gh-7', base: 'main' });
  expect(ready).toMatchObject({ how: 'remade', movedAside: expect.stringContaining('.aside') });
  expect(repository.gitIn(path, 'status', '--porcelain')).toBe('');
  expect(readFileSync(join(path, 'work.txt'), 'utf8')).toBe('work\n');
});
