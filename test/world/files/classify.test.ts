import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { readFailure, writeFailure } from '../../../src/world/files/classify.ts';

const systemError = (code: string) => Object.assign(new Error(`${code}: nothing to go by`), { code });

describe('an error of the system', () => {
  it.each([
    ['ENOSPC', TransientError, 'the disk is full'],
    ['EDQUOT', TransientError, 'quota'],
    ['EROFS', TransientError, 'read-only'],
    ['EACCES', TransientError, 'permission denied'],
    ['EIO', TransientError, 'input/output'],
    ['EMFILE', TransientError, 'too many open files'],
    ['EXYZ', TransientError, 'EXYZ'],
    ['EISDIR', PermanentError, 'directory'],
    ['ELOOP', PermanentError, 'circle'],
    ['ENAMETOOLONG', PermanentError, 'too long'],
  ] as const)('%s', (code, failure, words) => {
    const cause = systemError(code);
    const error = writeFailure(cause, '/a/b');
    expect(error).toBeInstanceOf(failure);
    expect(error).toMatchObject({
      cause,
      message: expect.stringContaining(words),
      fix: expect.stringMatching(/\w/),
    });
    expect(readFailure(cause, '/a/b')).toBeInstanceOf(TransientError);
  });

  it('is told from a bug, which passes', () => {
    const bug = new TypeError('x is undefined');
    expect(writeFailure(bug, '/a')).toBe(bug);
    expect(readFailure(bug, '/a')).toBe(bug);
  });
});
