import { join } from 'node:path';
import { expect } from 'vitest';
import { openGit } from '../../../src/world/git/open-git.ts';
import type { Git, WorktreeReady, WorktreeRequest } from '../../../src/world/world.ts';
import type { TestRepository } from '../../support/git-repository.ts';

/** The door on a test's clone. */
export const open = (repository: TestRepository): Promise<Git> => openGit({ startPath: repository.rootPath });

/** What the coordinator asks for when it prepares an issue. */
export const requestFor = (git: Git, issue = 7): WorktreeRequest => ({
  issue,
  path: join(git.rootPath, 'trees', `gh-${issue}`),
  branch: `rpi/gh-${issue}`,
  base: 'main',
});

/** The task's admin directory, as git names it. */
export const adminOf = (git: Git, issue = 7): string => join(git.commonPath, 'worktrees', `gh-${issue}`);

/** What a promise was rejected with; null when it was not. */
export const failureOf = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => null,
    (error: unknown) => error,
  );

/** What must hold after every success: registered once, not locked, complete, on the branch, at the commit told. */
export const expectReady = (
  repository: TestRepository,
  request: WorktreeRequest,
  ready: WorktreeReady,
): void => {
  const listing = repository.git('worktree', 'list', '--porcelain');
  expect(listing.split('\n').filter((line) => line === `worktree ${request.path}`)).toHaveLength(1);
  expect(listing).not.toContain('locked');
  expect(repository.gitIn(request.path, 'symbolic-ref', '--short', 'HEAD')).toBe(request.branch);
  expect(repository.gitIn(request.path, 'rev-parse', 'HEAD')).toBe(ready.headSha);
};
