/**
 * The bare repository, asked with the real git: which branches there are, what lies between two, and a real merge.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Size of a range of commits. */
export interface RangeSize {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changed_files: number;
}

/** A commit to be made. */
export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: string;
}

export interface BareRepository {
  /** Branch name -> sha of its tip. */
  readHeads(): Promise<ReadonlyMap<string, string>>;
  /** Commits of `head` that `base` lacks. */
  countCommits(base: string, head: string): Promise<number>;
  readMessages(base: string, head: string): Promise<string>;
  readSize(base: string, head: string): Promise<RangeSize>;
  /** Tree of the merge; null on a conflict. */
  readMergeTree(base: string, head: string): Promise<string | null>;
  commit(commit: NewCommit): Promise<string>;
  /** Moves a branch only if it is still at `from`. */
  moveBranch(branch: string, from: string, to: string): Promise<void>;
  /** Full sha of a branch, tag or commit; null if there is none. */
  readSha(ref: string): Promise<string | null>;
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' });

/** The branch that HEAD of a bare repository names, born or not. */
export const readDefaultBranch = async (barePath: string): Promise<string> => {
  const { stdout } = await run('git', ['--git-dir', barePath, 'symbolic-ref', '--short', 'HEAD'], {
    env: environment(),
  });
  return stdout.trim();
};

const sizeOf = (numstat: string, commits: number): RangeSize => {
  const lines = numstat.split('\n').filter((line) => line !== '');
  const sum = (column: number): number =>
    lines.reduce((total, line) => total + (Number(line.split('\t')[column]) || 0), 0);
  return { commits, additions: sum(0), deletions: sum(1), changed_files: lines.length };
};

const exitCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Null when git says no with exit code 1; any other failure is thrown. */
const unlessRefused = async (answer: Promise<string>): Promise<string | null> => {
  try {
    return await answer;
  } catch (error) {
    if (exitCodeOf(error) === 1) return null;
    throw error;
  }
};

/** Every call starts one short git process. */
export const bareRepositoryOf = (barePath: string): BareRepository => {
  const git = async (args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', ['--git-dir', barePath, ...args], {
      env: environment(),
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  };
  const countCommits = async (base: string, head: string): Promise<number> =>
    Number(await git(['rev-list', '--count', `${base}..${head}`]));
  return {
    readHeads: async () => {
      const text = await git(['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads']);
      const lines = text.split('\n').filter((line) => line !== '');
      return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.split(' ')[0] as string]));
    },
    countCommits,
    readMessages: (base, head) => git(['log', '--format=%B', `${base}..${head}`]),
    readSize: async (base, head) =>
      sizeOf(await git(['diff', '--numstat', `${base}...${head}`]), await countCommits(base, head)),
    readMergeTree: (base, head) => unlessRefused(git(['merge-tree', '--write-tree', base, head])),
    commit: ({ tree, parents, message, author }) => {
      const identity = ['-c', `user.name=${author}`, '-c', `user.email=${author}@users.noreply.github.com`];
      const ancestry = parents.flatMap((parent) => ['-p', parent]);
      return git([...identity, 'commit-tree', tree, ...ancestry, '-m', message]);
    },
    moveBranch: async (branch, from, to) => {
      await git(['update-ref', `refs/heads/${branch}`, to, from]);
    },
    readSha: (ref) =>
      unlessRefused(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])),
  };
};
