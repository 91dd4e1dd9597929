import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TransientError } from '../../model/failures.ts';
import { keyOf } from '../../model/ids.ts';
import type { SavedCommit, SaveRequest } from '../../model/removal.ts';
import type { Clone } from './clone.ts';
import { readHiddenPaths } from './hidden-changes.ts';
import { readIdentity } from './identity.ts';
import { excludedFrom, readNewFiles } from './new-files.ts';
import { GitFailure, runGit, runGitWith } from './run-git.ts';
import { stampOf } from './stamp.ts';
import { MARKS_EXCLUDED } from './status.ts';

/** What is to be put aside. */
export interface AsideRequest extends SaveRequest {
  readonly adminPath: string;
  /** A file that cannot be read is left out; else it is an error. */
  readonly mayBePartial: boolean;
}

type NamedCommit = Pick<SavedCommit, 'sha' | 'ref'>;

const folderOf = (issue: number): string => `refs/coordinator/saved/${keyOf(issue)}/`;

/** Commits are on disk, not only on their way there, before a worktree may go. */
const DURABLE = ['-c', 'core.fsync=all'];

/** Other commits that what is under way rests on; each file begins with one. */
const OPERATION_HEADS = [
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'rebase-merge/orig-head',
  'rebase-apply/orig-head',
  // What was not committed when it began: until it ends, only these files lead to that.
  'MERGE_AUTOSTASH',
  'rebase-merge/autostash',
  'rebase-apply/autostash',
];

const readHeads = (adminPath: string): readonly string[] =>
  OPERATION_HEADS.map((name) => join(adminPath, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').slice(0, 40))
    .filter((sha) => /^[0-9a-f]{40}$/.test(sha));

/** A ref's commit, or null. */
const readSha = async (path: string, name: string): Promise<string | null> => {
  try {
    return (await runGit(path, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])).trim();
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
};

/** The tree of an index; null while it has conflicts, which no tree can hold. */
const writeTree = async (path: string, indexPath: string): Promise<string | null> => {
  try {
    return (await runGitWith(path, { GIT_INDEX_FILE: indexPath }, [...DURABLE, 'write-tree'])).trim();
  } catch (error) {
    if (error instanceof GitFailure && /unmerged|error building trees/.test(error.stderr)) return null;
    throw error;
  }
};

interface WithoutSecrets extends AsideRequest {
  readonly secretPaths: readonly string[];
}

/** Secrets that somebody staged are not in this index any more; the files stay. */
const unstage = async ({ path, secretPaths }: WithoutSecrets, indexPath: string): Promise<void> => {
  if (secretPaths.length === 0) return;
  const files = secretPaths.map((file) => `:(top,literal)${file}`);
  const args = ['rm', '--cached', '--quiet', '--force', '--ignore-unmatch', '--', ...files];
  await runGitWith(path, { GIT_INDEX_FILE: indexPath }, args);
};

const addAll = async (
  { path, mayBePartial, secretPaths }: WithoutSecrets,
  indexPath: string,
): Promise<void> => {
  const left = [...MARKS_EXCLUDED, ...excludedFrom(secretPaths)];
  const args = ['add', '-A', ...(mayBePartial ? ['--ignore-errors'] : []), '--', '.', ...left];
  try {
    await runGitWith(path, { GIT_INDEX_FILE: indexPath }, [...DURABLE, ...args]);
  } catch (error) {
    const isPartial = error instanceof GitFailure && !/^fatal:|no space left/im.test(error.stderr);
    if (!(mayBePartial && isPartial)) throw error;
  }
};

/** In this index nothing is hidden from git that is there; git takes one of these options at a time. */
const unhide = async (path: string, indexPath: string): Promise<void> => {
  for (const file of await readHiddenPaths(path))
    for (const option of ['--no-skip-worktree', '--no-assume-unchanged'])
      await runGitWith(path, { GIT_INDEX_FILE: indexPath }, ['update-index', option, '--', file]);
};

interface Trees {
  /** What was staged; null = it cannot be a tree. */
  readonly staged: string | null;
  readonly whole: string;
}

/** Both trees, made in a copy of the worktree's index, which itself stays as it is. */
const readTrees = async (request: WithoutSecrets): Promise<Trees> => {
  const { path, adminPath } = request;
  const indexPath = join(adminPath, 'coordinator-save-index');
  try {
    if (existsSync(join(adminPath, 'index'))) copyFileSync(join(adminPath, 'index'), indexPath);
    await unstage(request, indexPath);
    const staged = await writeTree(path, indexPath);
    await unhide(path, indexPath);
    await addAll(request, indexPath);
    const whole = await writeTree(path, indexPath);
    if (whole === null) throw new TransientError(`what lies in ${path} could not be put into a commit`);
    return { staged, whole };
  } finally {
    rmSync(indexPath, { force: true });
    rmSync(`${indexPath}.lock`, { force: true });
  }
};

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
}

/** `env`: the commit's time, where it must not be now. */
const commitTree = async (
  { path, message }: AsideRequest,
  { tree, parents }: NewCommit,
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const from = parents.flatMap((parent) => ['-p', parent]);
  const identity = await readIdentity(path);
  const args = [...DURABLE, ...identity, 'commit-tree', ...from, '-m', message, tree];
  return (await runGitWith(path, env, args)).trim();
};

/** What was staged, as a commit that is the same each time it is made, so that what rests on it can be found again. */
const commitStaged = (request: AsideRequest, commit: NewCommit): Promise<string> => {
  const time = '2000-01-01T00:00:00Z';
  return commitTree(request, commit, { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time });
};

/** A saved commit that holds just these, so that there is nothing new. */
const findSame = async (
  { issue, path }: AsideRequest,
  { tree, parents }: NewCommit,
): Promise<NamedCommit | null> => {
  const format = '--format=%(refname) %(objectname) %(tree) %(parent)';
  const shown = await runGit(path, ['for-each-ref', format, folderOf(issue)]);
  const wanted = [tree, ...parents].join(' ');
  const line = shown.split('\n').find((each) => each.split(' ').slice(2).join(' ').trim() === wanted);
  const [ref = null, sha = ''] = line?.split(' ') ?? [];
  return ref === null ? null : { ref, sha };
};

/** Makes the ref, under a name that is free. */
const nameCommit = async ({ issue, path }: AsideRequest, sha: string): Promise<NamedCommit> => {
  const wanted = `${folderOf(issue)}${stampOf(new Date())}`;
  for (let copy = 1; ; copy += 1) {
    const ref = copy === 1 ? wanted : `${wanted}-${copy}`;
    if ((await readSha(path, ref)) !== null) continue;
    await runGit(path, [...DURABLE, 'update-ref', '--create-reflog', ref, sha, '']);
    return { ref, sha };
  }
};

/**
 * Puts all that git does not ignore, new secrets left out, into a commit below `refs/coordinator/saved/gh-N/`, which no push takes along: its
 * tree is what lies in the worktree; its parents are HEAD, what was staged where that differs, and what a merge or the
 * like under way rests on. HEAD, index, branches and files stay as they are. The same work is saved once.
 * @throws PermanentError a file cannot be read, unless the request allows for that.
 */
export const saveAside = async (clone: Clone, request: AsideRequest): Promise<SavedCommit> => {
  const { path, adminPath } = request;
  const headSha = await readSha(path, 'HEAD');
  const headTree = headSha && (await runGit(path, ['rev-parse', `${headSha}^{tree}`])).trim();
  const { secretPaths } = await readNewFiles(path);
  const { staged, whole: tree } = await readTrees({ ...request, secretPaths });
  const heads = [...new Set(readHeads(adminPath))].filter((sha) => sha !== headSha);
  const base = headSha === null ? [] : [headSha];
  const isStagedOwn = staged !== null && staged !== tree && staged !== headTree;
  const named = await clone.alone.run(async () => {
    if (tree === headTree && headSha !== null && !isStagedOwn && heads.length === 0)
      return (await findNamed(request, headSha)) ?? nameCommit(request, headSha);
    const index = isStagedOwn ? [await commitStaged(request, { tree: staged, parents: base })] : [];
    const parents = [...base, ...index, ...heads];
    return (
      (await findSame(request, { tree, parents })) ??
      nameCommit(request, await commitTree(request, { tree, parents }))
    );
  });
  return { ...named, secretPaths };
};

/** A saved ref that is just this commit. */
const findNamed = async ({ issue, path }: AsideRequest, sha: string): Promise<NamedCommit | null> => {
  const args = ['for-each-ref', `--points-at=${sha}`, '--format=%(refname)', folderOf(issue)];
  const ref = (await runGit(path, args)).split('\n')[0] ?? '';
  return ref === '' ? null : { ref, sha };
};
