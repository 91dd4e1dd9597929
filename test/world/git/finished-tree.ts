import { cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { RemovalDone } from '../../../src/model/removal.ts';
import { openGit } from '../../../src/world/git/open-git.ts';
import type { Git } from '../../../src/world/world.ts';
import { makeRepository, repositoryIn, type TestRepository } from '../../support/git-repository.ts';

/** The worktree of issue 7, and how it is removed. */
export interface Given {
  readonly repository: TestRepository;
  readonly git: Git;
  readonly path: string;
  readonly savedPath: string;
  remove(change?: { force?: boolean; mergedSha?: string | null; treesPath?: string }): Promise<RemovalDone>;
  gitHere(...args: readonly string[]): string;
}

let pattern: TestRepository | undefined;
afterAll(() => pattern?.[Symbol.dispose]());

/** A copy of one that is made once: a fraction of the time that git takes for a new one. */
const copyPattern = (): TestRepository => {
  pattern ??= makeRepository({
    'README.md': '# Test\n',
    '.gitignore': 'node_modules\n.env*\n*.db\n*.log\nprivate/\n',
  });
  const folderPath = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-remove-')));
  cpSync(pattern.folderPath, folderPath, { recursive: true });
  const configPath = join(folderPath, 'clone', '.git', 'config');
  writeFileSync(configPath, readFileSync(configPath, 'utf8').replace(pattern.folderPath, folderPath));
  return repositoryIn(folderPath);
};

/** The worktree of issue 7: one commit, pushed, nothing else; `.env`, data and `node_modules` are ignored. */
export const givenTree = async (): Promise<Given> => {
  const repository = copyPattern();
  onTestFinished(() => repository[Symbol.dispose]());
  const git = await openGit({ startPath: repository.rootPath });
  await git.excludePatterns(['/trees/', '/STOP', '/BLOCKED.md', '/.coordinator/']);
  const treesPath = join(git.rootPath, 'trees');
  const [path, savedPath] = [join(treesPath, 'gh-7'), join(git.rootPath, '.coordinator', 'saved')];
  const target = { issue: 7, path, branch: 'rpi/gh-7', treesPath, mergedSha: null, savedPath, force: false };
  await git.ensureWorktree({ issue: 7, path, branch: 'rpi/gh-7', base: 'main' });
  repository.commit(path, { 'work.txt': 'work\n' });
  repository.gitIn(path, 'push', '-q', 'origin', 'rpi/gh-7');
  return {
    ...{ repository, git, path, savedPath },
    remove: (change) => git.removeWorktree({ ...target, ...change }),
    gitHere: (...args) => repository.gitIn(path, ...args),
  };
};
