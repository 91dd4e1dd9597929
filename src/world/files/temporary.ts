/**
 * Temporary files: how they are named, made and swept away after a crash.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './classify.ts';

/** `.tasks.md.4242-9f8e7d6c.coordinator-tmp`: the process that made it tells whether it is left over. */
const temporaryName = /^\..+\.(?<pid>\d+)-[0-9a-f]{8}\.coordinator-tmp$/;

/** A write takes milliseconds: a file this old is left over even if its process id is in use again. */
const leftOverAfterMs = 10 * 60_000;

/** A free path beside the target, named so that a left-over is known for what it is. */
export const temporaryPathOf = (targetPath: string): string => {
  const mark = `${process.pid}-${crypto.randomUUID().slice(0, 8)}`;
  return join(dirname(targetPath), `.${basename(targetPath)}.${mark}.coordinator-tmp`);
};

/** Mode and owner that a replacement takes over. */
export interface Standing {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a durable temporary file beside `targetPath` and returns its path; leaves nothing behind when it fails.
 * `standing` null: a new file, mode by the umask.
 */
export const writeTemporary = (
  targetPath: string,
  content: Uint8Array,
  standing: Standing | null,
): string => {
  const path = temporaryPathOf(targetPath);
  const fd = openSync(path, 'wx');
  try {
    writeWhole(fd, content);
    if (standing !== null) takeOver(fd, standing);
    fsyncSync(fd);
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
};

const writeWhole = (fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
};

const takeOver = (fd: number, standing: Standing): void => {
  if (standing.uid !== process.getuid?.() || standing.gid !== process.getgid?.()) {
    try {
      fchownSync(fd, standing.uid, standing.gid);
    } catch (error) {
      // Only root may give a file away; content and mode are still right.
      if (errnoOf(error) !== 'EPERM') throw error;
    }
  }
  fchmodSync(fd, standing.mode & 0o7777);
};

/** Makes a function that clears a directory of left-over temporary files, the first time it is asked to. */
export const createSweep = (): ((directoryPath: string) => void) => {
  const swept = new Set<string>();
  return (directoryPath) => {
    if (swept.has(directoryPath)) return;
    swept.add(directoryPath);
    for (const name of readdirSync(directoryPath)) {
      const pid = temporaryName.exec(name)?.groups?.pid;
      if (pid === undefined) continue;
      const path = join(directoryPath, name);
      if (isLeftOver(path, Number(pid))) rmSync(path, { force: true });
    }
  };
};

const isLeftOver = (path: string, pid: number): boolean => {
  // Our own writes are synchronous: none of them is under way now.
  if (pid === process.pid || !isAlive(pid)) return true;
  const modifiedMs = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return modifiedMs !== undefined && Date.now() - modifiedMs > leftOverAfterMs;
};

/** Signal 0 reaches nobody: it only asks whether the process exists. */
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
};
