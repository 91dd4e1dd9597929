import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One directory of `.git/worktrees`, read without starting git. */
export interface Registration {
  readonly adminPath: string;
  /** Where its worktree is or should be; null = its `gitdir` file says nothing. */
  readonly path: string | null;
  /** `rpi/gh-7`; null = detached, or unreadable. */
  readonly branch: string | null;
  /** Commit of a detached HEAD; null = on a branch, or unreadable. */
  readonly detachedSha: string | null;
  /** The lock's reason, `initializing` for an add that has not finished; null = not locked. */
  readonly lock: string | null;
  /** False when a crash left one of its files empty or missing; an empty `commondir` stops git in the whole clone. */
  readonly isSound: boolean;
  /** A checkout writes the index last, so its presence says that the tree was complete once. */
  readonly hasIndex: boolean;
}

const HEADS = 'ref: refs/heads/';

const readTrimmed = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};

/** Branch a HEAD file names; null = detached or no such file. */
export const readHeadBranch = (gitPath: string): string | null => {
  const head = readTrimmed(join(gitPath, 'HEAD'));
  return head?.startsWith(HEADS) ? head.slice(HEADS.length) : null;
};

const readRegistration = (adminPath: string): Registration => {
  const gitdir = readTrimmed(join(adminPath, 'gitdir'));
  const head = readTrimmed(join(adminPath, 'HEAD'));
  const detachedSha = head !== null && /^(?!0+$)[0-9a-f]{40,64}$/.test(head) ? head : null;
  return {
    adminPath,
    path: gitdir ? resolve(adminPath, gitdir).replace(/\/\.git$/, '') : null,
    branch: readHeadBranch(adminPath),
    detachedSha,
    lock: readTrimmed(join(adminPath, 'locked')),
    isSound:
      Boolean(gitdir) &&
      Boolean(readTrimmed(join(adminPath, 'commondir'))) &&
      (head?.startsWith('ref: ') || detachedSha !== null),
    hasIndex: existsSync(join(adminPath, 'index')),
  };
};

/** All registered worktrees but the main checkout. About a millisecond for a hundred. */
export const readRegistrations = (commonPath: string): readonly Registration[] => {
  const folder = join(commonPath, 'worktrees');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((id) => readRegistration(join(folder, id)));
};

/** The admin directory that a worktree's `.git` file names; null = no such file, or it is not a link. */
export const readAdminLink = (path: string): string | null => {
  const text = readTrimmed(join(path, '.git'));
  return text?.startsWith('gitdir: ') ? resolve(path, text.slice('gitdir: '.length)) : null;
};
