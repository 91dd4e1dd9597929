/**
 * The worktrees that git has registered, and the lock files that lie about, for diagnostics. No git is started.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistrationReader } from './admin.ts';

/** One registered worktree. */
export interface RegisteredSeen {
  readonly path: string | null;
  readonly branch: string | null;
  /** The lock's reason; null = not locked. */
  readonly lock: string | null;
  /** False when a crash left one of git's own files empty or missing. */
  readonly isSound: boolean;
  readonly isThere: boolean;
}

/** A lock file of git's. */
export interface LockSeen {
  readonly path: string;
  readonly modifiedAtMs: number;
}

const lockNames = ['index.lock', 'HEAD.lock', 'config.lock', 'packed-refs.lock', 'shallow.lock'];

/** `commonPath`: git's common directory, absolute. */
export const readRegistered = (
  commonPath: string,
): { readonly worktrees: readonly RegisteredSeen[]; readonly locks: readonly LockSeen[] } => {
  const registrations = createRegistrationReader(commonPath)();
  const folders = [commonPath, ...registrations.map(({ adminPath }) => adminPath)];
  return {
    worktrees: registrations.map(({ path, branch, lock, isSound }) => ({
      path,
      branch,
      lock,
      isSound,
      isThere: path !== null && existsSync(path),
    })),
    locks: folders.flatMap((folder) =>
      lockNames.flatMap((name) => {
        const path = join(folder, name);
        const modifiedAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
        return modifiedAtMs === undefined ? [] : [{ path, modifiedAtMs }];
      }),
    ),
  };
};
