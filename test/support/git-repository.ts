/**
 * Temporary git repositories for tests: a bare `origin` and a clone of it, with a fixed identity and nothing of this
 * machine's configuration. `using repository = makeRepository()` removes it at the end of the test.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Environment for git in tests; children of a test that start git themselves take it too. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export interface TestRepository extends Disposable {
  /** Bare repository that is the clone's `origin`. */
  readonly originPath: string;
  /** Main checkout, on `main`, one commit, `origin/main` fetched. */
  readonly rootPath: string;
  /** Directory around both, for a second clone and the like. */
  readonly folderPath: string;
  /** Runs git in the main checkout and answers its standard output, trimmed. @throws when git fails */
  git(...args: readonly string[]): string;
  /** The same in another directory. */
  gitIn(path: string, ...args: readonly string[]): string;
  /** Writes files (text by path) below `path`, commits them and answers the commit's id. */
  commit(path: string, files: Readonly<Record<string, string>>, message?: string): string;
  /** Adds a commit to a branch of `origin` behind the clone's back (a new branch starts at `main`). */
  commitToOrigin(branch: string, files: Readonly<Record<string, string>>): string;
}

const runGit = (path: string, args: readonly string[]): string =>
  execFileSync('git', ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', ...args], {
    cwd: path,
    env: GIT_ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Writes files (text by path) below a directory, making directories as needed. */
export const writeFiles = (path: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
};

const commitIn = (path: string, files: Readonly<Record<string, string>>, message: string): string => {
  writeFiles(path, files);
  runGit(path, ['add', '-A']);
  runGit(path, ['commit', '-q', '-m', message]);
  return runGit(path, ['rev-parse', 'HEAD']);
};

const commitToOrigin = (
  folderPath: string,
  branch: string,
  files: Readonly<Record<string, string>>,
): string => {
  const otherPath = mkdtempSync(join(folderPath, 'other-'));
  runGit(folderPath, ['clone', '-q', 'origin.git', otherPath]);
  const isThere = runGit(otherPath, ['branch', '-r', '--list', `origin/${branch}`]) !== '';
  runGit(otherPath, isThere ? ['switch', '-q', branch] : ['switch', '-q', '-c', branch, 'origin/main']);
  const sha = commitIn(otherPath, files, `Change ${branch}`);
  runGit(otherPath, ['push', '-q', 'origin', branch]);
  return sha;
};

/** Makes a bare `origin` with one commit on `main` (the files given, or a README) and a clone of it. */
export const makeRepository = (
  files: Readonly<Record<string, string>> = { 'README.md': '# Test\n' },
): TestRepository => {
  const folderPath = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-git-')));
  const originPath = join(folderPath, 'origin.git');
  const rootPath = join(folderPath, 'clone');
  runGit(folderPath, ['init', '-q', '--bare', '-b', 'main', originPath]);
  runGit(folderPath, ['init', '-q', '-b', 'main', rootPath]);
  commitIn(rootPath, files, 'Begin');
  runGit(rootPath, ['remote', 'add', 'origin', originPath]);
  runGit(rootPath, ['push', '-q', '-u', 'origin', 'main']);
  return repositoryIn(folderPath);
};

/** The repository that `makeRepository` made in this folder, or a copy of one. */
export const repositoryIn = (folderPath: string): TestRepository => {
  const originPath = join(folderPath, 'origin.git');
  const rootPath = join(folderPath, 'clone');
  return {
    originPath,
    rootPath,
    folderPath,
    git: (...args) => runGit(rootPath, args),
    gitIn: (path, ...args) => runGit(path, args),
    commit: (path, changed, message = 'Change') => commitIn(path, changed, message),
    commitToOrigin: (branch, changed) => commitToOrigin(folderPath, branch, changed),
    [Symbol.dispose]: () => rmSync(folderPath, { recursive: true, force: true, maxRetries: 3 }),
  };
};
