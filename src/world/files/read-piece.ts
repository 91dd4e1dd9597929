/**
 * A piece of a file that may be large and may be growing.
 */
import { closeSync, readSync } from 'node:fs';
import { readFailure } from './classify.ts';
import { openRegular } from './read-text.ts';

const nothing = new Uint8Array();

/** At most `maxBytes` from `offset` on; empty at the end, and when there is no file. @throws TransientError unreadable. */
export const readPiece = (path: string, offset: number, maxBytes: number): Uint8Array => {
  const file = openRegular(path);
  if (file === null) return nothing;
  try {
    const length = Math.min(maxBytes, Math.max(0, file.size - offset));
    if (length === 0) return nothing;
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(file.fd, bytes, 0, length, offset));
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    closeSync(file.fd);
  }
};
