import { expect, test } from 'vitest';
import { type Clone, readRepository } from '../../src/commands/workplace.ts';
import { UsageError } from '../../src/model/failures.ts';
import { makeRepository } from '../support/git-repository.ts';

test.each([
  ['https://ada:hunter2@example.com/only-a-name', 'https://***@example.com/only-a-name'],
  ['https://ada:hunter2@x@example.com/only-a-name', 'https://***@example.com/only-a-name'],
  ['https://hunter2@example.com/only-a-name', 'https://***@example.com/only-a-name'],
  ['https://example.com/only-a-name', 'https://example.com/only-a-name'],
])('a remote that is not on GitHub is named without its credentials: %s', async (url, shown) => {
  using repository = makeRepository();
  repository.git('remote', 'set-url', 'origin', url);
  const clone = { rootPath: repository.rootPath } as unknown as Clone;
  const error: unknown = await readRepository(clone, { repository: null }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).toContain(`(${shown})`);
  expect(String(error)).not.toContain('hunter2');
});
