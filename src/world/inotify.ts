/**
 * What is left of this user's inotify watches: agents and editors use them up, and then nothing tells of a changed file.
 * @see inotify(7), proc_pid_fdinfo(5)
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InotifySeen } from '../model/examined.ts';

const readLimit = (procPath: string, name: string): number =>
  Number.parseInt(readFileSync(join(procPath, 'sys/fs/inotify', name), 'utf8'), 10);

const attempt = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

/** Watches of each inotify instance that a process holds; one that is over, or another user's, has none to tell. */
const readInstances = (procPath: string, pid: string): readonly number[] => {
  const folder = join(procPath, pid, 'fd');
  return attempt(() => readdirSync(folder), [])
    .filter((fd) => attempt(() => readlinkSync(join(folder, fd)), '') === 'anon_inode:inotify')
    .map((fd) => {
      const told = attempt(() => readFileSync(join(procPath, pid, 'fdinfo', fd), 'utf8'), '');
      return told.match(/^inotify wd:/gm)?.length ?? 0;
    });
};

/** Null: this machine has no inotify. Counts the processes of this user. */
export const readInotify = (procPath = '/proc'): InotifySeen | null => {
  const limits = attempt(
    () => ({
      instanceLimit: readLimit(procPath, 'max_user_instances'),
      watchLimit: readLimit(procPath, 'max_user_watches'),
    }),
    null,
  );
  if (limits === null) return null;
  const uid = process.getuid?.() ?? -1;
  const own = attempt(() => readdirSync(procPath), [])
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => attempt(() => statSync(join(procPath, pid)).uid, -2) === uid);
  const instances = own.flatMap((pid) => readInstances(procPath, pid));
  return {
    ...limits,
    instanceCount: instances.length,
    watchCount: instances.reduce((sum, count) => sum + count, 0),
  };
};
