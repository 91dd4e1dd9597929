/**
 * A log that may still be written, read from its beginning by offset.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TransientError } from '../model/failures.ts';

/** What to read and where to. `isOver` is asked when the end is reached: true = nothing more will come. */
export interface FollowRequest {
  readonly path: string;
  /** No more is read before it has resolved. */
  readonly write: (chunk: Uint8Array) => void | Promise<void>;
  readonly isOver: () => boolean;
}

const chunkBytes = 256 * 1024;
const lookMs = 150;

/**
 * Passes the file on, bytes as they are, until its end and until `isOver`. Memory does not grow with the file.
 * @throws TransientError it cannot be read.
 */
export const followFile = async ({ path, write, isOver }: FollowRequest): Promise<void> => {
  const file = openForReading(path);
  try {
    const buffer = Buffer.alloc(chunkBytes);
    for (;;) {
      const wasOver = isOver();
      let count = readSync(file, buffer, 0, chunkBytes, null);
      while (count > 0) {
        await write(Uint8Array.from(buffer.subarray(0, count)));
        count = readSync(file, buffer, 0, chunkBytes, null);
      }
      if (wasOver) return;
      await pause(lookMs);
    }
  } finally {
    closeSync(file);
  }
};

const openForReading = (path: string): number => {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new TransientError(`${path} cannot be read`, { cause: error });
  }
};
