import type { Clone } from './clone.ts';
import { runGit } from './run-git.ts';

/** What decides where a task's worktree starts: commits, null where the ref does not exist. */
export interface TaskRefs {
  readonly localSha: string | null;
  readonly remoteSha: string | null;
  readonly baseSha: string | null;
  /** A branch that cannot exist beside ours: `rpi` for `rpi/gh-7`, or `rpi/gh-7/x`. */
  readonly inTheWay: string | null;
}

/** `rpi` for `rpi/gh-7`; a ref is a file, and cannot be a directory as well. */
const ancestorsOf = (branch: string): readonly string[] => {
  const parts = branch.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
};

/** Looks up everything in one git process, because loose, packed and other ref stores all answer to it. */
export const readTaskRefs = async (
  clone: Clone,
  task: { readonly branch: string; readonly base: string },
): Promise<TaskRefs> => {
  const { branch, base } = task;
  const local = `refs/heads/${branch}`;
  const remote = `refs/remotes/origin/${branch}`;
  const baseRef = `refs/remotes/origin/${base}`;
  const blockers = ancestorsOf(branch).map((name) => `refs/heads/${name}`);
  const listing = await runGit(clone.rootPath, [
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    ...[local, remote, baseRef, ...blockers],
  ]);
  const shas = new Map<string, string>();
  for (const line of listing.split('\n').filter(Boolean)) {
    const [name = '', sha = ''] = line.split(' ');
    shas.set(name, sha);
  }
  const below = [...shas.keys()].find((name) => name.startsWith(`${local}/`));
  const inTheWay = blockers.find((name) => shas.has(name)) ?? below;
  return {
    localSha: shas.get(local) ?? null,
    remoteSha: shas.get(remote) ?? null,
    baseSha: shas.get(baseRef) ?? null,
    inTheWay: inTheWay?.slice('refs/heads/'.length) ?? null,
  };
};
