/** Whether a push would be taken, without one. */
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probeRemote } from '../../../src/world/git/probe-remote.ts';
import { makeRepository } from '../../support/git-repository.ts';

const limitMs = 20_000;

test('a remote that takes a push, without one and without hooks; one that is not there', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n' });
  const { rootPath, git } = repository;
  const witness = join(repository.folderPath, 'hook-ran');
  writeFileSync(join(rootPath, '.git', 'hooks', 'pre-push'), `#!/bin/sh\ntouch '${witness}'\n`);
  chmodSync(join(rootPath, '.git', 'hooks', 'pre-push'), 0o755);
  expect(await probeRemote(rootPath, limitMs)).toEqual({ kind: 'writable' });
  expect(existsSync(witness)).toBe(false);
  expect(git('ls-remote', 'origin')).not.toContain('coordinator-doctor');
  git('remote', 'set-url', '--push', 'origin', join(repository.folderPath, 'gone.git'));
  expect(await probeRemote(rootPath, limitMs)).toMatchObject({ kind: 'read-only', fix: expect.any(String) });
  git('remote', 'set-url', 'origin', join(repository.folderPath, 'gone.git'));
  expect(await probeRemote(rootPath, limitMs)).toMatchObject({ kind: 'unreachable' });
});

test('a remote that hangs is given up', async () => {
  using repository = makeRepository({ 'a.txt': 'a\n' });
  const { rootPath, git } = repository;
  git('config', 'core.sshCommand', 'sleep 600; :');
  git('remote', 'set-url', 'origin', 'ssh://git@example.invalid/acme/api.git');
  expect(await probeRemote(rootPath, 500)).toMatchObject({
    kind: 'unreachable',
    why: expect.stringContaining('did not answer within 0.5 s'),
  });
});
