import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/world/git/open-git.ts';
import { makeRepository } from '../../support/git-repository.ts';

test('32 worktrees at once never fail while fetches run', { timeout: 60_000 }, async () => {
  using repository = makeRepository({ 'a/one.txt': '1\n', 'b/two.txt': '2\n' });
  const git = await openGit({ startPath: repository.rootPath });
  repository.commitToOrigin('main', { 'three.txt': '3\n' });
  let isOver = false;
  const fetches = (async () => {
    let count = 0;
    for (; !isOver; count += 1) await git.fetchRemote();
    return count;
  })();
  const all = Array.from({ length: 32 }, (_, at) =>
    git.ensureWorktree({
      issue: at + 1,
      path: join(git.rootPath, 'trees', `gh-${at + 1}`),
      branch: `rpi/gh-${at + 1}`,
      base: 'main',
    }),
  );
  const made = await Promise.all(all);
  isOver = true;
  expect(await fetches).toBeGreaterThan(1);
  expect(new Set(made.map(({ how }) => how))).toEqual(new Set(['created']));
  expect(repository.git('worktree', 'list').split('\n')).toHaveLength(33);
  for (let issue = 1; issue <= 32; issue += 1) {
    const path = join(git.rootPath, 'trees', `gh-${issue}`);
    expect(repository.gitIn(path, 'status', '--porcelain', '--branch')).toBe(`## rpi/gh-${issue}`);
  }
});
