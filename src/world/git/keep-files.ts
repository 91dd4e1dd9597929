import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sync = (path: string): void => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * Copies files of a worktree into a new folder, durably, for the owner's eyes only (0600 in 0700). Answers the folder.
 * They are copies, and the originals go with the worktree, so that a death in between loses nothing.
 */
export const copyFilesTo = (
  folder: string,
  { rootPath, paths }: { readonly rootPath: string; readonly paths: readonly string[] },
): string => {
  for (const path of paths) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    copyFileSync(join(rootPath, path), target, constants.COPYFILE_FICLONE);
    chmodSync(target, 0o600);
    sync(target);
    sync(dirname(target));
  }
  return folder;
};
