/**
 * The clone and its remote. A commit and a dirty worktree are made of tokens, one for each piece of work, so that a
 * rule can ask where every piece is.
 */
import { PermanentError, TransientError } from '../../src/model/failures.ts';
import { issueOf } from '../../src/model/ids.ts';
import type { Risk } from '../../src/model/removal.ts';
import type { Git } from '../../src/world/world.ts';
import type { FakeClock } from './fake-clock.ts';
import type { Disk } from './fake-disk.ts';
import type { FakeGitHub } from './fake-github.ts';
import { assertAlive, effect, failIfDue, isDue, type Reach } from './faults.ts';

export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly tokens: readonly string[];
}

interface Tree {
  readonly branch: string;
  isFilled: boolean;
  readonly dirty: Set<string>;
  /** Wall clock of the last change that is not committed, as a file's time tells it. */
  soiledAtMs: number | null;
}

export interface FakeGit {
  readonly trees: Map<string, Tree>;
  readonly branches: Map<string, Commit[]>;
  readonly remotes: Map<string, Commit[]>;
  isPresent(path: string): boolean;
  /** A new piece of work, dirty in this worktree. */
  soil(path: string, by: string): void;
  /** Everything dirty becomes a commit. */
  commit(path: string, message: string): Commit | null;
  /** Somebody removes the directory; what was dirty in it is that person's loss. */
  removeTree(path: string): void;
  push(branch: string, sha: string): void;
  /** Looks at each worktree, oldest first: when (uptime), and whether something was seen. */
  readonly looks: Map<string, TreeLook[]>;
}

export interface TreeLook {
  readonly atMs: number;
  readonly isSeen: boolean;
}

export const createFakeGit = (
  { disk, clock }: { readonly disk: Disk; readonly clock: FakeClock },
  github: () => FakeGitHub,
): FakeGit => {
  const trees = new Map<string, Tree>();
  const branches = new Map<string, Commit[]>();
  const remotes = new Map<string, Commit[]>();
  let count = 0;
  const commitsOf = (path: string): Commit[] => branches.get(trees.get(path)?.branch ?? '') ?? [];
  return {
    trees,
    branches,
    remotes,
    looks: new Map(),
    isPresent: (path) => trees.has(path) && disk.isPresent(path),
    soil: (path, by) => {
      count += 1;
      const tree = trees.get(path);
      tree?.dirty.add(`${by}-${count}`);
      if (tree !== undefined) tree.soiledAtMs = clock.now().atMs;
    },
    commit: (path, message) => {
      const tree = trees.get(path);
      if (tree === undefined || tree.dirty.size === 0) return null;
      count += 1;
      const commit = { sha: `c${String(count).padStart(6, '0')}0000`, message, tokens: [...tree.dirty] };
      commitsOf(path).push(commit);
      tree.dirty.clear();
      tree.soiledAtMs = null;
      return commit;
    },
    removeTree: (path) => {
      disk.removeDirectory(path);
      trees.get(path)?.dirty.clear();
    },
    push: (branch, sha) => {
      const local = branches.get(branch) ?? [];
      const wanted = local.slice(0, local.findIndex((commit) => commit.sha === sha) + 1);
      const before = remotes.get(branch) ?? [];
      const isForward = before.every((commit, index) => wanted[index]?.sha === commit.sha);
      if (!isForward) throw new PermanentError(`simulated: ${branch} was refused, not a fast-forward`);
      remotes.set(branch, wanted);
      github().movePulls(branch, sha);
    },
  };
};

/** Every piece of work that is kept somewhere for this branch. */
export const keptTokens = (git: FakeGit, branch: string): ReadonlySet<string> => {
  const commits = [...(git.branches.get(branch) ?? []), ...(git.remotes.get(branch) ?? [])];
  const trees = [...git.trees.values()].filter((tree) => tree.branch === branch);
  return new Set([...commits.flatMap(({ tokens }) => tokens), ...trees.flatMap(({ dirty }) => [...dirty])]);
};

const headOf = (commits: readonly Commit[]): string => commits.at(-1)?.sha ?? 'base00000000';

export interface GitDoorSource {
  readonly git: FakeGit;
  readonly disk: Disk;
  readonly clock: FakeClock;
  /** A worktree is about to be made. */
  readonly onTree: (issue: number) => void;
  /** One is about to go. */
  readonly onRemoval: (issue: number) => void;
  /** Git is about to forget one whose directory is gone. */
  readonly onMend: (issue: number) => void;
}

/** Registered, and its directory is gone. */
const goneIn = (git: FakeGit): readonly { readonly issue: number; readonly path: string }[] =>
  [...git.trees.keys()].flatMap((path) => {
    const issue = issueOf(path.split('/').at(-1) ?? '');
    return issue === undefined || git.isPresent(path) ? [] : [{ issue, path }];
  });

const absent = { kind: 'absent' } as const;

/** What is not committed, and what is not pushed. */
const risksOf = (git: FakeGit, path: string, branch: string): readonly Risk[] => {
  const pushed = git.remotes.get(branch) ?? [];
  const own = (git.branches.get(branch) ?? []).filter(({ sha }) => !pushed.some((one) => one.sha === sha));
  const kinds: Risk['kind'][] = [];
  if ((git.trees.get(path)?.dirty.size ?? 0) > 0) kinds.push('changes');
  if (own.length > 0) kinds.push('commits');
  return kinds.map((kind) => ({ kind, text: kind, fix: '', canBeSaved: true }));
};

/** The port to git, as one daemon sees it. */
export const createGitDoor = (source: GitDoorSource, reach: Reach): Git => {
  const { git, disk, clock, onTree, onRemoval, onMend } = source;
  const read = async <T>(body: () => T): Promise<T> => {
    await reach.gate.pass();
    assertAlive(reach);
    failIfDue(reach, 'gitReads');
    return body();
  };
  const write = async <T>(name: string, body: () => T): Promise<T> => {
    await reach.gate.pass();
    return effect(reach, `git: ${name}`, () => {
      failIfDue(reach, 'gitWrites');
      return body();
    });
  };
  const commitsAt = (path: string): Commit[] => {
    const tree = git.trees.get(path);
    if (tree === undefined || !disk.isPresent(path))
      throw new TransientError(`simulated: no worktree ${path}`);
    return git.branches.get(tree.branch) ?? [];
  };
  return {
    rootPath: '/repo',
    commonPath: '/repo/.git',
    fetchRemote: () => read(() => undefined),
    excludePatterns: () => write('exclude', () => undefined),
    isTracked: () => read(() => false),
    ensureWorktree: async ({ issue, path, branch }) => {
      const how = await write(`register ${path}`, () => {
        onTree(issue);
        const found = git.trees.get(path);
        const before = found === undefined ? 'created' : disk.isPresent(path) ? 'reused' : 'remade';
        if (!git.branches.has(branch)) git.branches.set(branch, [...(git.remotes.get(branch) ?? [])]);
        if (found === undefined)
          git.trees.set(path, { branch, isFilled: false, dirty: new Set(), soiledAtMs: null });
        disk.makeDirectory(path);
        return before;
      });
      return write(`fill ${path}`, () => {
        const tree = git.trees.get(path);
        if (tree === undefined || !disk.isPresent(path)) throw new TransientError('simulated: it went away');
        tree.isFilled = true;
        return { how, headSha: headOf(commitsAt(path)), movedAside: null } as const;
      });
    },
    readSetupMarkPath: () => null,
    readWork: (path) =>
      read(() => {
        const commits = commitsAt(path);
        const dirtyCount = git.trees.get(path)?.dirty.size ?? 0;
        return { commitCount: commits.length, headSha: headOf(commits), dirtyCount, secretCount: 0 };
      }),
    readTree: async (path) => {
      await reach.gate.pass();
      assertAlive(reach);
      const looks = git.looks.get(path) ?? [];
      git.looks.set(path, looks);
      const atMs = clock.now().uptimeMs;
      const isSeen = !isDue(reach, 'gitReads') && git.isPresent(path);
      looks.push({ atMs, isSeen });
      if (!isSeen) throw new TransientError(`simulated: no look at ${path}`);
      const commits = commitsAt(path);
      const { dirty, soiledAtMs } = git.trees.get(path) ?? { dirty: new Set(), soiledAtMs: null };
      const headSha = headOf(commits);
      return {
        headSha,
        commitCount: commits.length,
        changedCount: dirty.size,
        newestChangeAtMs: soiledAtMs,
      };
    },
    readMessages: (path) => read(() => commitsAt(path).map(({ message }) => message)),
    saveWork: ({ path, message }) =>
      write(`save ${path}`, () => {
        commitsAt(path);
        const commit = git.commit(path, message);
        return commit && { sha: commit.sha, ref: null, secretPaths: [] };
      }),
    readRisks: ({ path, branch }) =>
      read(() => (git.isPresent(path) ? { kind: 'present', risks: risksOf(git, path, branch) } : absent)),
    removeWorktree: ({ issue, path, branch }) =>
      write(`remove ${path}`, () => {
        if (!git.isPresent(path)) return { ...absent, branchDropped: false };
        const risks = risksOf(git, path, branch);
        if (risks.length > 0) return { kind: 'kept', risks };
        onRemoval(issue);
        disk.removeDirectory(path);
        git.trees.delete(path);
        return { kind: 'removed', branchDropped: false, freedBytes: 1, saved: null };
      }),
    readMendable: () => read(() => goneIn(git).map(({ issue }) => issue)),
    mendWorktrees: (_, mayMend) =>
      write('mend worktrees', () => {
        const gone = goneIn(git).filter(({ issue }) => mayMend(issue));
        for (const { issue, path } of gone) {
          onMend(issue);
          git.trees.delete(path);
        }
        return { brokenCount: 0, goneCount: gone.length, lockCount: 0, leftLockPaths: [] };
      }),
    pushBranch: (path, branch, sha) =>
      write(`push ${branch}`, () => {
        commitsAt(path);
        git.push(branch, sha);
      }),
  };
};
