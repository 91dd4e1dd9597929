/**
 * What is mounted where. Whoever deletes a tree asks first: a bind mount has the device of what lies around it, so neither
 * git nor `find -xdev` tells it from a directory, and what is deleted in it is gone at its other place, too.
 */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { TransientError } from '../model/failures.ts';
import { runBriefly } from './run-briefly.ts';

/** Every place where something is mounted, as the kernel names it. @throws Error it cannot be told. */
export type ReadMountPoints = () => Promise<readonly string[]>;

/**
 * Places at or below a directory where something is mounted, links resolved; none where the directory is not there.
 * @throws TransientError it cannot be told.
 */
export const readMountsBelow = async (
  path: string,
  readPoints: ReadMountPoints = readMountPoints,
): Promise<readonly string[]> => {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
    const real = realpathSync(path);
    return (await readPoints()).filter((point) => point === real || point.startsWith(`${real}/`));
  } catch (error) {
    throw new TransientError(`what is mounted below ${path} cannot be told`, { cause: error });
  }
};

const readMountPoints: ReadMountPoints = async () => {
  if (process.platform === 'linux') return pointsOfMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (process.platform !== 'darwin') throw new Error(`${process.platform} does not tell`);
  const run = { argv: ['/sbin/mount'], cwd: '/', env: {}, limitMs: 10_000 };
  const seen = await runBriefly(run);
  if (seen.kind !== 'ended' || seen.code !== 0) throw new Error('mount does not tell');
  return pointsOfMount(seen.stdout);
};

/** Space, tab, newline and backslash are written in octal. @see proc_pid_mountinfo(5) */
export const pointsOfMountinfo = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[4] ?? '')
    .map((field) => field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))));

/** `/dev/disk3s5 on /System/Volumes/Data (apfs, local)`, nothing escaped: what may be a place counts as one. */
export const pointsOfMount = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const rest = line.slice(0, Math.max(0, line.lastIndexOf(' (')));
    return [...rest.matchAll(/ on (?=\/)/g)].map(({ index, 0: found }) => rest.slice(index + found.length));
  });
