/**
 * Titles and bodies compared without keeping them.
 */
import { createHash } from 'node:crypto';

/** Tells a title and a body from any other; 64 hex digits. */
export const textKeyOf = (title: string, body: string): string =>
  createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('hex');
