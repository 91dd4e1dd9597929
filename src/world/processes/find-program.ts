/**
 * Looks programs up that the coordinator itself uses.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Absolute path of a program on `path`, or in /usr/bin; null where there is none. */
export const findProgram = (name: string, path = ''): string | null => {
  const folders = path.split(':').filter((folder) => folder.startsWith('/'));
  return [...folders, '/usr/bin'].map((folder) => join(folder, name)).find(isExecutable) ?? null;
};

/** True for a file that this process may execute. */
export const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
