/**
 * Where the coordinator's own files are: below `.coordinator/`, and the lock below git's common directory, so that a
 * start inside a worktree meets the same lock and deleting `.coordinator/` cannot free it.
 */
import { join } from 'node:path';

/** Absolute paths. */
export interface OwnPaths {
  readonly ownPath: string;
  readonly storePath: string;
  readonly runsPath: string;
  readonly historyPath: string;
  /** Tells people who holds the lock. */
  readonly holderPath: string;
  readonly lockPath: string;
  /** Registrations of worktrees that were taken out of git's sight. */
  readonly retiredPath: string;
  /** Tells who has the lock for a moment without being a daemon. */
  readonly visitorPath: string;
  /** Ignored files that were saved before their worktree was removed. */
  readonly savedPath: string;
}

/** All of them, from the main checkout and git's common directory. */
export const ownPaths = (rootPath: string, commonPath: string): OwnPaths => {
  const ownPath = join(rootPath, '.coordinator');
  return {
    ownPath,
    storePath: join(ownPath, 'state.db'),
    runsPath: join(ownPath, 'runs'),
    historyPath: join(ownPath, 'history'),
    holderPath: join(ownPath, 'daemon.json'),
    lockPath: join(commonPath, 'coordinator', 'daemon.lock'),
    retiredPath: join(commonPath, 'coordinator', 'retired'),
    visitorPath: join(ownPath, 'visitor.json'),
    savedPath: join(ownPath, 'saved'),
  };
};
