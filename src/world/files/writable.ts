import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why a file could not be written at an absolute path, one line; null = as far as can be told it could. Writes nothing. */
export const unwritableBecause = (path: string): string | null => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return 'it is a directory';
  const folderPath = dirname(path);
  try {
    accessSync(folderPath, constants.W_OK);
    return null;
  } catch {
    const isThere = statSync(folderPath, { throwIfNoEntry: false }) !== undefined;
    return isThere ? `nothing may be written in ${folderPath}` : `there is no directory ${folderPath}`;
  }
};
