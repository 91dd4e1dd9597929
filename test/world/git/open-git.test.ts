import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/model/failures.ts';
import { openGit } from '../../../src/world/git/open-git.ts';
import { parseRepositoryOf, readOriginUrl } from '../../../src/world/git/origin.ts';
import { makeRepository } from '../../support/git-repository.ts';

test('finds the main checkout from its root, a subdirectory, a worktree and below one', async () => {
  using repository = makeRepository();
  const { rootPath } = repository;
  const treePath = join(rootPath, 'trees', 'gh-1');
  repository.git('worktree', 'add', '-q', '--detach', treePath);
  mkdirSync(join(rootPath, 'src', 'deep'), { recursive: true });
  mkdirSync(join(treePath, 'lib'));
  for (const startPath of [rootPath, join(rootPath, 'src', 'deep'), treePath, join(treePath, 'lib')]) {
    const git = await openGit({ startPath });
    expect(git).toMatchObject({ rootPath, commonPath: join(rootPath, '.git') });
  }
});

test('finds a main checkout whose git directory lies elsewhere', async () => {
  using repository = makeRepository();
  const rootPath = join(repository.folderPath, 'apart');
  const commonPath = join(repository.folderPath, 'store');
  repository.git('clone', '-q', '--separate-git-dir', commonPath, repository.originPath, rootPath);
  expect(await openGit({ startPath: rootPath })).toMatchObject({ rootPath, commonPath });
});

test('refuses a directory that is no repository, one that is missing, and a bare one, with a fix', async () => {
  using repository = makeRepository();
  const missing = join(repository.folderPath, 'missing');
  for (const startPath of [repository.folderPath, missing, repository.originPath]) {
    const error = await openGit({ startPath }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ fix: expect.stringContaining('clone') });
  }
});

test('reads the URL of origin; without one the fix names coordinator.yml', async () => {
  using repository = makeRepository();
  expect(await readOriginUrl(repository.rootPath)).toBe(repository.originPath);
  repository.git('remote', 'rename', 'origin', 'upstream');
  const error = await readOriginUrl(repository.rootPath).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ fix: expect.stringContaining('repository: OWNER/NAME') });
});

test.each([
  'https://github.com/acme/api',
  'https://github.com/acme/api.git',
  'https://github.com/acme/api/',
  'https://token@github.com/acme/api.git',
  'https://user:secret@ghe.example.com:8443/acme/api.git',
  'http://127.0.0.1:4010/acme/api.git',
  'ssh://git@github.com/acme/api.git',
  'ssh://git@ssh.github.com:443/acme/api',
  'git+ssh://git@github.com/acme/api.git',
  'git://github.com/acme/api.git',
  'git@github.com:acme/api.git',
  'git@ghe.example.com:/acme/api',
  'work-alias:acme/api',
])('reads owner and name from %s', (url) => {
  expect(parseRepositoryOf(url)).toEqual({ owner: 'acme', name: 'api' });
});

test('keeps dots and dashes of a name', () => {
  expect(parseRepositoryOf('git@github.com:a-b/c.d-e_f.git.git')).toEqual({
    owner: 'a-b',
    name: 'c.d-e_f.git',
  });
});

test.each([
  '/srv/git/api.git',
  './api',
  '../acme/api',
  'acme/api',
  'C:\\code\\acme\\api',
  'C:/acme/api',
  'file:///srv/acme/api.git',
  'https://github.com/acme',
  'https://gitlab.com/group/sub/api.git',
  '',
])('is null for %s', (url) => {
  expect(parseRepositoryOf(url)).toBeNull();
});
