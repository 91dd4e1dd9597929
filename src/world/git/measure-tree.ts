import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const blockBytes = 512;

/**
 * Bytes of disk that go with a directory: what other links also lead to stays. Never follows a symbolic link; what
 * cannot be read counts nothing.
 */
export const measureTree = async (path: string): Promise<number> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const at = join(path, entry.name);
    if (entry.isDirectory()) bytes += await measureTree(at);
    const stat = await lstat(at).catch(() => null);
    if (stat !== null && (entry.isDirectory() || stat.nlink === 1)) bytes += stat.blocks * blockBytes;
  }
  return bytes;
};
