import { readdirSync } from 'node:fs';
import { isAbsence, readFailure } from './classify.ts';

/** Names in a directory; empty when there is none. @throws TransientError unreadable. */
export const listNames = (path: string): readonly string[] => {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw readFailure(error, path);
  }
};
