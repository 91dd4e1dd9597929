import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from '../files/atomic.ts';

const syncFile = (path: string): void => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Makes a folder and those above it; their names are durable, up to the one that was there before. */
const makeDurably = (path: string): void => {
  if (existsSync(path)) return;
  makeDurably(dirname(path));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncDirectory(dirname(path));
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
    makeDurably(dirname(target));
    copyFileSync(join(rootPath, path), target, constants.COPYFILE_FICLONE);
    chmodSync(target, 0o600);
    syncFile(target);
    syncDirectory(dirname(target));
  }
  return folder;
};

const chunkBytes = 256 * 1024;

/** True when both are there and hold the same bytes, however many; read piece by piece. */
export const isSameFile = async (path: string, otherPath: string): Promise<boolean> => {
  if (!existsSync(path) || !existsSync(otherPath)) return false;
  await using one = await open(path);
  await using other = await open(otherPath);
  if ((await one.stat()).size !== (await other.stat()).size) return false;
  const [left, right] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
  for (;;) {
    const { bytesRead } = await one.read(left);
    const { bytesRead: otherBytes } = await other.read(right);
    if (bytesRead !== otherBytes || !left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead)))
      return false;
    if (bytesRead === 0) return true;
  }
};
