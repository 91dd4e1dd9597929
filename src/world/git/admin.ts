import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

const branchIn = (head: string | null): string | null =>
  head?.startsWith(HEADS) ? head.slice(HEADS.length) : null;

/** Branch a HEAD file names; null = detached or no such file. */
export const readHeadBranch = (gitPath: string): string | null =>
  branchIn(readTrimmed(join(gitPath, 'HEAD')));

const readRegistration = (adminPath: string): Registration => {
  const gitdir = readTrimmed(join(adminPath, 'gitdir'));
  const head = readTrimmed(join(adminPath, 'HEAD'));
  const detachedSha = head !== null && /^(?!0+$)[0-9a-f]{40,64}$/.test(head) ? head : null;
  return {
    adminPath,
    path: gitdir ? resolve(adminPath, gitdir).replace(/\/\.git$/, '') : null,
    branch: branchIn(head),
    detachedSha,
    lock: readTrimmed(join(adminPath, 'locked')),
    isSound:
      Boolean(gitdir) &&
      Boolean(readTrimmed(join(adminPath, 'commondir'))) &&
      (head?.startsWith('ref: ') || detachedSha !== null),
    hasIndex: existsSync(join(adminPath, 'index')),
  };
};

/** All registered worktrees but the main checkout. */
export type RegistrationReader = () => readonly Registration[];

/** What has not changed for so long cannot change again within the same tick of the file system's clock. */
const settledMs = 2_000;

/** When an admin directory changed last, whichever way: git replaces its files, others may write into them; null = unclear. */
const stampOf = (adminPath: string): { readonly key: string; readonly newestMs: number } | null => {
  const times = [adminPath, join(adminPath, 'gitdir'), join(adminPath, 'HEAD')].map(
    (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN,
  );
  const newestMs = Math.max(...times);
  return Number.isNaN(newestMs) ? null : { key: times.join(), newestMs };
};

/**
 * Reads registrations anew unless they are sound and have not changed: hundreds of finished trees cost some stats, not
 * thousands of reads, each time.
 */
export const createRegistrationReader = (commonPath: string): RegistrationReader => {
  const folder = join(commonPath, 'worktrees');
  let known: ReadonlyMap<string, Known> = new Map();
  return () => {
    if (!existsSync(folder)) return [];
    const paths = readdirSync(folder).map((id) => join(folder, id));
    const read = paths.map((path) => readUnlessKnown(path, known.get(path)));
    known = new Map(read.filter(isLasting).map((one) => [one.registration.adminPath, one]));
    return read.map(({ registration }) => registration);
  };
};

interface Known {
  readonly registration: Registration;
  /** Null where it is not to be relied on. */
  readonly key: string | null;
}

const isLasting = ({ registration, key }: Known): boolean => registration.isSound && key !== null;

const readUnlessKnown = (adminPath: string, before: Known | undefined): Known => {
  const stamp = stampOf(adminPath);
  if (before !== undefined && before.key === stamp?.key) return before;
  const isSettled = stamp !== null && Date.now() - stamp.newestMs > settledMs;
  return { registration: readRegistration(adminPath), key: isSettled ? stamp.key : null };
};

/** The admin directory that a worktree's `.git` file names; null = no such file, or it is not a link. */
export const readAdminLink = (path: string): string | null => {
  const text = readTrimmed(join(path, '.git'));
  return text?.startsWith('gitdir: ') ? resolve(path, text.slice('gitdir: '.length)) : null;
};
