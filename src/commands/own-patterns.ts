/**
 * What git is to ignore of the coordinator's own, so that neither the main checkout nor a worker's `git add .` picks it up.
 */
import { join } from 'node:path';
import type { Settings } from '../model/settings.ts';
import { openFiles } from '../world/files/open-files.ts';
import type { Git } from '../world/world.ts';

/** All patterns. */
export const ownPatternsOf = async (
  git: Pick<Git, 'isTracked'>,
  { worktrees }: Pick<Settings, 'worktrees'>,
): Promise<readonly string[]> => {
  const folders = [`/${worktrees.dir}/`, '/logs/', '/.coordinator/'];
  const marks = ['/STOP', '/BLOCKED.md', '/.coordinator-done', '/.coordinator-phase'];
  const ledger = (await git.isTracked('tasks.md')) ? [] : ['/tasks.md'];
  return [...folders, ...marks, ...ledger, '/tasks.md.rejected-*', '/.tasks.md.*.coordinator-tmp'];
};

/** Those that do not stand in `info/exclude` yet. */
export const missingPatternsOf = async (
  git: Pick<Git, 'isTracked' | 'commonPath'>,
  settings: Pick<Settings, 'worktrees'>,
): Promise<readonly string[]> => {
  const files = openFiles({ historyPath: '', isLook: true });
  const text = files.readText(join(git.commonPath, 'info', 'exclude')) ?? '';
  const present = new Set(text.split('\n').map((line) => line.trimEnd()));
  return (await ownPatternsOf(git, settings)).filter((pattern) => !present.has(pattern));
};
