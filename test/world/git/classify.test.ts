import { expect, test } from 'vitest';
import { PermanentError, TransientError, UsageError } from '../../../src/model/failures.ts';
import { failureOf } from '../../../src/world/git/classify.ts';
import { GitFailure } from '../../../src/world/git/run-git.ts';

const gitFailure = (stderr: string): GitFailure => new GitFailure('git push', { stdout: '', stderr });

test.each([
  ['error: unable to write file a: No space left on device', TransientError],
  ["error: unable to write file 'a'\nfatal: Could not reset index file", TransientError],
  ["fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com", TransientError],
  [
    'ssh: connect to host github.com port 22: Connection timed out\nfatal: Could not read from remote repository.',
    TransientError,
  ],
  ['error: RPC failed; HTTP 502 curl 22\nfatal: the remote end hung up unexpectedly', TransientError],
  ['error: remote did not send all necessary objects', TransientError],
  ["fatal: Unable to create '/r/.git/packed-refs.lock': File exists.", TransientError],
  ['error: could not lock config file .git/config: File exists', TransientError],
  ["! [remote rejected] a -> a (cannot lock ref 'refs/heads/a': is at 1 but expected 2)", TransientError],
  ['something nobody has seen before', TransientError],
  ["fatal: Authentication failed for 'https://github.com/a/b.git/'", PermanentError],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", PermanentError],
  [
    'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    PermanentError,
  ],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', PermanentError],
  [
    'remote: Permission to a/b.git denied to c.\nfatal: unable to access: The requested URL returned error: 403',
    PermanentError,
  ],
  ['remote: Repository not found.', PermanentError],
  ['! [rejected] a -> a (fetch first)\nerror: failed to push some refs', PermanentError],
  ['! [remote rejected] a -> a (pre-receive hook declined)', PermanentError],
  ["fatal: 'rpi/gh-7' is already checked out at '/x'", PermanentError],
  ["fatal: 'rpi/gh-7' is already used by worktree at '/x'", PermanentError],
  ["fatal: cannot lock ref 'refs/heads/rpi/gh-7': 'refs/heads/rpi' exists; cannot create", PermanentError],
  ["fatal: detected dubious ownership in repository at '/x'", UsageError],
  ['Error: spawn git ENOENT', UsageError],
])('%s', (stderr, failure) => {
  const error = failureOf(gitFailure(stderr));
  expect(error).toBeInstanceOf(failure);
  expect(error).toMatchObject({ fix: expect.stringMatching(/\w/), cause: expect.any(GitFailure) });
});

test('shows the verdict without the progress before it', () => {
  const stderr = 'remote: Counting: 1%\rremote: Counting: 100%\nfatal: it broke\nhint: read this';
  expect(failureOf(gitFailure(stderr))).toMatchObject({ message: 'git push failed: fatal: it broke' });
});

test('takes a full disk in the file system for transient, and leaves a bug a bug', () => {
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
  expect(failureOf(full)).toBeInstanceOf(TransientError);
  const bug = new TypeError('undefined is not a function');
  expect(failureOf(bug)).toBe(bug);
  const known = new PermanentError('x');
  expect(failureOf(known)).toBe(known);
});
