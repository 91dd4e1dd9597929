import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** By the file in a worktree's admin directory that says so. */
const traces: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
  ['sequencer', 'cherry-pick'],
];

/** What git was told to do in a worktree and has not finished: `merge`, `rebase`; null = nothing. */
export const readOperation = (adminPath: string): string | null =>
  traces.find(([file]) => existsSync(join(adminPath, file)))?.[1] ?? null;
