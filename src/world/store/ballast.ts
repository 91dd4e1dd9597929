/**
 * Eight megabytes beside the database that nobody needs: given up when the disk is full, so that what must be recorded
 * still can be (a stop, an end, a question), and made again once there is room.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { isFull } from './classify.ts';
import type { Connection } from './connection.ts';

const ballastBytes = 8 * 1024 * 1024;

/** It is made where so much more is free: otherwise it would be what fills the disk. */
const spareBytes = 4 * ballastBytes;

/** How long after it was given up it is not looked for room. */
const pauseMs = 30_000;

export interface Ballast {
  /** Frees the room. False when there was nothing to give up. */
  drop(): boolean;
  /** True from the moment it was given up until it was made again; tried now and then. */
  isSpent(): boolean;
}

/** Where none is wanted. */
export const noBallast: Ballast = { drop: () => false, isSpent: () => false };

/** The ballast of the database `file`, made now when there is room. Never throws: it is only a precaution. */
export const openBallast = (file: string): Ballast => {
  const place = path.join(path.dirname(file), 'ballast');
  let spentAtMs: number | null = null;
  make(place);
  const restore = (): void => {
    if (spentAtMs === null || performance.now() - spentAtMs < pauseMs) return;
    spentAtMs = make(place) ? null : performance.now();
  };
  return {
    drop: () => {
      spentAtMs = performance.now();
      return quietly(() => {
        if (statSync(place, { throwIfNoEntry: false }) === undefined) return false;
        rmSync(place);
        return true;
      });
    },
    isSpent: () => {
      restore();
      return spentAtMs !== null;
    },
  };
};

const quietly = (body: () => boolean): boolean => {
  try {
    return body();
  } catch {
    return false;
  }
};

/** True when it is there. Random bytes: some file systems keep zeros for nothing. */
const make = (place: string): boolean =>
  quietly(() => {
    if (statSync(place, { throwIfNoEntry: false })?.size === ballastBytes) return true;
    const { bavail, bsize } = statfsSync(path.dirname(place));
    if (bavail * bsize < ballastBytes + spareBytes) return false;
    const half = `${place}.tmp`;
    try {
      const fd = openSync(half, 'w', 0o600);
      try {
        writeSync(fd, randomFillSync(Buffer.allocUnsafe(ballastBytes)));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(half, place);
      return true;
    } finally {
      rmSync(half, { force: true });
    }
  });

/** The connection, whose writes may use up the ballast when the disk is full. */
export const withBallast = (connection: Connection, { drop }: Ballast): Connection => ({
  ...connection,
  write: (body) => {
    try {
      return connection.write(body);
    } catch (error) {
      if (!isFull(error) || !drop()) throw error;
      return connection.write(body);
    }
  },
});
