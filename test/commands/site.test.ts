import { expect, test } from 'vitest';
import { requireWrite } from '../../src/commands/site.ts';
import type { RepositoryFacts } from '../../src/model/github.ts';

const facts: RepositoryFacts = {
  fullName: 'acme/api',
  defaultBranch: 'main',
  isPrivate: true,
  isArchived: false,
  role: 'write',
};

test.each([
  [{ isArchived: true }, 'archived'],
  [{ role: 'read' }, 'its role is read'],
  [{ role: 'triage' }, 'its role is triage'],
] as const)('no start where nothing can be written: %o', (changed, why) => {
  expect(() => requireWrite({ ...facts, ...changed })).toThrow(
    expect.objectContaining({ message: expect.stringContaining(why), exitCode: 4, fix: expect.any(String) }),
  );
});

test.each([{}, { role: null }, { role: 'admin' }] as const)('else it may begin: %o', (changed) => {
  expect(() => requireWrite({ ...facts, ...changed })).not.toThrow();
});
