/**
 * What killed gits and deleted directories leave in git's own directory, and what was taken away of it.
 */

/** Counts of what was mended; `leftLockPaths`: old locks that nobody holds and that may be a person's. */
export interface Mended {
  /** Registrations of ours that a crash left with empty or missing files. */
  readonly brokenCount: number;
  /** Registrations whose directory is gone. */
  readonly goneCount: number;
  /** Locks in worktrees and on branches of ours that a killed git left. */
  readonly lockCount: number;
  readonly leftLockPaths: readonly string[];
}

/** What was mended, as one line; null = nothing was. */
export const mendedText = ({ brokenCount, goneCount, lockCount }: Mended): string | null => {
  const parts = [
    countText(brokenCount, 'broken registration'),
    countText(goneCount, 'registration without a directory', 'registrations without a directory'),
    countText(lockCount, 'stale lock'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
};

const countText = (count: number, one: string, many = `${one}s`): string | null =>
  count === 0 ? null : `${count} ${count === 1 ? one : many}`;
