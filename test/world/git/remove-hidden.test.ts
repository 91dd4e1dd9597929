/**
 * Work that git itself does not show, or not where one looks for it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RemovalDone, RiskKind } from '../../../src/model/removal.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { type Given, givenTree } from './finished-tree.ts';

const kindsOf = (done: RemovalDone): readonly RiskKind[] =>
  done.kind === 'kept' ? done.risks.map(({ kind }) => kind) : [];

const savedRef = (done: RemovalDone): string => (done.kind === 'removed' ? (done.saved?.ref ?? '') : '');

/** A commit that is nowhere else. */
const makeRepositoryIn = ({ repository, path }: Given, name: string): void => {
  const at = join(path, name);
  writeFiles(path, { [`${name}/a.txt`]: 'a\n' });
  repository.gitIn(at, 'init', '-q');
  repository.gitIn(at, 'add', '.');
  repository.gitIn(at, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'a');
};

test.each(['node_modules/lib', 'node_modules/@scope/lib', 'vendor/host/owner/lib'])(
  'another repository in %s keeps the tree, also by force, as long as it holds work of its own',
  async (name) => {
    const given = await givenTree();
    makeRepositoryIn(given, name);
    expect(kindsOf(await given.remove())).toContain('repository');
    expect(kindsOf(await given.remove({ force: true }))).toContain('repository');
    const at = join(given.path, name);
    given.repository.gitIn(at, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(kindsOf(await given.remove())).not.toContain('repository');
  },
);

test.each(['--skip-worktree', '--assume-unchanged'])(
  'a change that %s hides is a change, and is saved by force',
  async (flag) => {
    const given = await givenTree();
    given.gitHere('update-index', flag, 'work.txt');
    expect(kindsOf(await given.remove({ treesPath: '/nowhere' }))).toEqual(['foreign']);
    writeFiles(given.path, { 'work.txt': 'changed\n' });
    expect(kindsOf(await given.remove())).toEqual(['changes']);
    const ref = savedRef(await given.remove({ force: true }));
    expect(given.repository.git('show', `${ref}:work.txt`)).toBe('changed');
  },
);

test('what a rebase has stashed is saved with it', async () => {
  const given = await givenTree();
  const { repository, path, gitHere } = given;
  repository.commit(repository.rootPath, { 'work.txt': 'theirs\n' });
  writeFiles(path, { 'README.md': '# Not committed\n' });
  expect(() =>
    gitHere('-c', 'user.name=A', '-c', 'user.email=a@b', 'rebase', '-q', '--autostash', 'main'),
  ).toThrow();
  const ref = savedRef(await given.remove({ force: true }));
  const saved = repository.git('log', '--format=%H', ref).split('\n');
  expect(saved.map((sha) => repository.git('show', `${sha}:README.md`))).toContain('# Not committed');
});

test.each(['secrets/api.txt', '.git-credentials', 'client_secret.json', '.env-local', 'app.db.bak'])(
  'ignored, %s is not made again',
  async (name) => {
    const given = await givenTree();
    writeFiles(given.repository.rootPath, {
      '.git/info/exclude': '/trees/\nsecrets/\n.git-*\nclient*\n.env*\n*.bak\n',
    });
    writeFiles(given.path, { [name]: 'x\n' });
    expect(kindsOf(await given.remove())).toEqual(['precious']);
  },
);

test('a secret that nobody ignores keeps the tree, and is a copy by force, in no commit', async () => {
  const given = await givenTree();
  const { path, remove, repository } = given;
  writeFiles(path, { 'deploy.pem': 'secret\n' });
  expect(kindsOf(await remove())).toEqual(['precious']);
  writeFiles(path, { 'new.txt': 'new\n' });
  const done = await remove({ force: true });
  const { ref, filesPath } = (done.kind === 'removed' ? done.saved : null) ?? { ref: null, filesPath: null };
  expect(readFileSync(join(filesPath ?? '', 'deploy.pem'), 'utf8')).toBe('secret\n');
  expect(repository.git('ls-tree', '-r', '--name-only', ref ?? '')).toContain('new.txt');
  expect(repository.git('ls-tree', '-r', '--name-only', ref ?? '')).not.toContain('deploy.pem');
});

test('the branch of a merged task stays while somebody rebases it', async () => {
  const given = await givenTree();
  const { repository, gitHere, remove } = given;
  const mergedSha = gitHere('rev-parse', 'HEAD');
  const admin = join(repository.rootPath, '.git', 'worktrees', 'mine');
  repository.git('worktree', 'add', '-q', '--detach', join(repository.folderPath, 'mine'));
  writeFiles(admin, { 'rebase-merge/head-name': 'refs/heads/rpi/gh-7\n' });
  expect(await remove({ mergedSha })).toMatchObject({ kind: 'removed', branchDropped: false });
  expect(existsSync(given.path)).toBe(false);
  expect(repository.git('branch', '--list', 'rpi/gh-7')).not.toBe('');
});
