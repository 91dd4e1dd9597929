import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { GitFailure, runGit } from '../../../src/world/git/run-git.ts';
import { makeRepository } from '../../support/git-repository.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('runs git without background work and without a prompt', async () => {
  using repository = makeRepository();
  expect(await runGit(repository.rootPath, ['config', 'gc.auto'])).toBe('0\n');
  expect(await runGit(repository.rootPath, ['config', 'maintenance.auto'])).toBe('false\n');
  repository.git('config', 'alias.show-env', '!env');
  const env = await runGit(repository.rootPath, ['show-env']);
  expect(env).toContain('\nLC_ALL=C\n');
  expect(env).toContain('\nGIT_TERMINAL_PROMPT=0\n');
});

test('fails on any exit code but 0, also a silent one, and on a death by signal', async () => {
  using repository = makeRepository();
  await expect(runGit(repository.rootPath, ['config', 'no.such'])).rejects.toBeInstanceOf(GitFailure);
  repository.git('config', 'alias.die', '!kill -9 $PPID; sleep 1');
  await expect(runGit(repository.rootPath, ['die'])).rejects.toBeInstanceOf(GitFailure);
});

test("passes on how to reach a remote and whose name to use, not another repository's place", async () => {
  using repository = makeRepository();
  vi.stubEnv('GIT_DIR', '/nowhere');
  vi.stubEnv('GIT_INDEX_FILE', '/nowhere');
  vi.stubEnv('GIT_TRACE', '1');
  vi.stubEnv('GIT_SSH_COMMAND', 'ssh -i key');
  vi.stubEnv('GIT_ASKPASS', 'ask');
  vi.stubEnv('GIT_CONFIG_COUNT', '1');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'url.https://github.com/.insteadOf');
  vi.stubEnv('GIT_CONFIG_VALUE_0', 'gh:');
  repository.git('config', 'alias.show-env', '!env');
  const env = await runGit(repository.rootPath, ['show-env']);
  expect(env).toContain('GIT_SSH_COMMAND=ssh -i key\n');
  expect(env).toContain('GIT_ASKPASS=ask\n');
  expect(env).not.toContain('/nowhere');
  expect(await runGit(repository.rootPath, ['ls-remote', '--get-url', 'gh:acme/api'])).toBe(
    'https://github.com/acme/api\n',
  );
});

test('never shows the credentials of a URL', async () => {
  using repository = makeRepository();
  writeFileSync(join(repository.rootPath, 'x'), '');
  const failure = runGit(repository.rootPath, ['fetch', 'http://user:hunter2@127.0.0.1:9/a.git']);
  const error = await failure.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GitFailure);
  expect(String(error)).not.toContain('hunter2');
});

test('does not let git find the checkout around a directory', async () => {
  using repository = makeRepository({ 'sub/a.txt': '' });
  await expect(runGit(join(repository.rootPath, 'sub'), ['status'])).rejects.toThrow('not a git repository');
});
