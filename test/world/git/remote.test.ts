import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { openGit } from '../../../src/world/git/open-git.ts';
import type { Git } from '../../../src/world/world.ts';
import { makeRepository, type TestRepository, writeFiles } from '../../support/git-repository.ts';
import { failureOf } from './worktrees.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const BRANCH = 'rpi/gh-7';

const openWithTree = async (repository: TestRepository): Promise<{ git: Git; path: string }> => {
  const git = await openGit({ startPath: repository.rootPath });
  const path = join(git.rootPath, 'trees', 'gh-7');
  await git.ensureWorktree({ issue: 7, path, branch: BRANCH, base: 'main' });
  return { git, path };
};

const setHook = (gitPath: string, name: string, script: string): void => {
  writeFiles(gitPath, { [`hooks/${name}`]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(gitPath, 'hooks', name), 0o755);
};

test('fetch brings new commits and prunes nothing, whatever is configured', async () => {
  using repository = makeRepository();
  const git = await openGit({ startPath: repository.rootPath });
  repository.git('config', 'fetch.prune', 'true');
  repository.commitToOrigin('old', { 'o.txt': '' });
  await git.fetchRemote();
  repository.gitIn(repository.originPath, 'branch', '-D', 'old');
  const sha = repository.commitToOrigin('main', { 'a.txt': '' });
  await git.fetchRemote();
  expect(repository.git('rev-parse', 'origin/main')).toBe(sha);
  expect(repository.git('rev-parse', '--verify', 'origin/old')).toMatch(/^[0-9a-f]{40}$/);
});

test('fetch tells an unreachable remote from one that does not exist', async () => {
  using repository = makeRepository();
  const git = await openGit({ startPath: repository.rootPath });
  repository.git('remote', 'set-url', 'origin', 'http://127.0.0.1:9/acme/api.git');
  expect(await failureOf(git.fetchRemote())).toBeInstanceOf(TransientError);
  repository.git('remote', 'remove', 'origin');
  const error = await failureOf(git.fetchRemote());
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ fix: expect.stringContaining('git remote -v') });
});

test('push brings the commit to the branch and makes it the upstream; twice is the same', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const sha = repository.commit(path, { 'a.txt': '' });
  await git.pushBranch(path, BRANCH, sha);
  await git.pushBranch(path, BRANCH, sha);
  expect(repository.gitIn(repository.originPath, 'rev-parse', BRANCH)).toBe(sha);
  expect(repository.gitIn(path, 'rev-parse', '--abbrev-ref', '@{upstream}')).toBe(`origin/${BRANCH}`);
  expect(repository.gitIn(path, 'status', '-sb')).toBe(`## ${BRANCH}...origin/${BRANCH}`);
});

test('push sends the commit that was asked for, not what came after, and is done when the remote is ahead', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const sha = repository.commit(path, { 'a.txt': '1' });
  const later = repository.commit(path, { 'a.txt': '2' });
  await git.pushBranch(path, BRANCH, sha);
  expect(repository.gitIn(repository.originPath, 'rev-parse', BRANCH)).toBe(sha);
  await git.pushBranch(path, BRANCH, later);
  await git.pushBranch(path, BRANCH, sha);
  expect(repository.gitIn(repository.originPath, 'rev-parse', BRANCH)).toBe(later);
});

test('push never overwrites commits that are not here', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const theirs = repository.commitToOrigin(BRANCH, { 'a.txt': 'theirs' });
  const sha = repository.commit(path, { 'a.txt': 'ours' });
  const error = await failureOf(git.pushBranch(path, BRANCH, sha));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ fix: expect.stringContaining('commits that are not here') });
  expect(repository.gitIn(repository.originPath, 'rev-parse', BRANCH)).toBe(theirs);
});

test('push refused by a hook of the remote or of the clone is permanent and says whose', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const sha = repository.commit(path, { 'a.txt': '' });
  setHook(repository.originPath, 'pre-receive', 'echo GH006: Protected branch update failed >&2; exit 1');
  const remote = await failureOf(git.pushBranch(path, BRANCH, sha));
  expect(remote).toBeInstanceOf(PermanentError);
  expect(remote).toMatchObject({ fix: expect.stringContaining('The remote refuses') });
  rmSync(join(repository.originPath, 'hooks', 'pre-receive'));
  setHook(git.commonPath, 'pre-push', 'exit 1');
  const local = await failureOf(git.pushBranch(path, BRANCH, sha));
  expect(local).toBeInstanceOf(PermanentError);
  expect(local).toMatchObject({ fix: expect.stringContaining('pre-push') });
});

test('a hook that a worker wrote sees no token of the coordinator, but what a helper needs', async () => {
  const secrets = [
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'GH_ENTERPRISE_TOKEN',
    'GITHUB_ENTERPRISE_TOKEN',
    'GITHUB_PAT',
  ];
  for (const name of [...secrets, 'COORDINATOR_HOOK_SECRET']) vi.stubEnv(name, 'hunter2');
  vi.stubEnv('SSH_AUTH_SOCK', '/run/agent');
  vi.stubEnv('GITHUB_API_URL', 'https://api.example.com');
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  repository.git('config', 'core.hooksPath', '.husky');
  writeFiles(path, { '.husky/pre-push': '#!/bin/sh\nenv >"$(dirname "$0")/seen"\n' });
  chmodSync(join(path, '.husky', 'pre-push'), 0o755);
  await git.pushBranch(path, BRANCH, repository.commit(path, { 'a.txt': '' }));
  const seen = readFileSync(join(path, '.husky', 'seen'), 'utf8');
  expect(seen).not.toContain('hunter2');
  expect(seen).toContain('SSH_AUTH_SOCK=/run/agent\n');
  expect(seen).toContain('GITHUB_API_URL=https://api.example.com\n');
  expect(seen).toContain(`HOME=${process.env.HOME}\n`);
});

test('push to a remote that is away is transient', async () => {
  using repository = makeRepository();
  const { git, path } = await openWithTree(repository);
  const sha = repository.commit(path, { 'a.txt': '' });
  repository.git('remote', 'set-url', 'origin', 'http://127.0.0.1:9/acme/api.git');
  expect(await failureOf(git.pushBranch(path, BRANCH, sha))).toBeInstanceOf(TransientError);
});
