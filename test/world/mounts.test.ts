import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TransientError } from '../../src/model/failures.ts';
import { pointsOfMount, pointsOfMountinfo, readMountsBelow } from '../../src/world/mounts.ts';

const folder = (): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-mounts-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

test('the tables of Linux and of macOS are read, names with spaces and backslashes, too', () => {
  const mountinfo = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    String.raw`91 22 8:1 /home/data\040sets /work/trees/gh-7/a\040b\134c rw - ext4 /dev/sda1 rw`,
  ];
  expect(pointsOfMountinfo(`${mountinfo.join('\n')}\n`)).toEqual(['/', String.raw`/work/trees/gh-7/a b\c`]);
  const mount = [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '//ann@nas/data on /Users/ann/trees/gh-7/on (the) disk (smbfs, nodev)',
  ];
  expect(pointsOfMount(`${mount.join('\n')}\n`)).toEqual(['/', '/Users/ann/trees/gh-7/on (the) disk']);
});

test('what is mounted at it or below counts, wherever a link leads from; what only looks alike does not', async () => {
  const path = folder();
  const link = join(folder(), 'link');
  symlinkSync(path, link);
  const points = ['/', path, `${path}/a`, `${path}-2`, `${path}-2/a`];
  expect(await readMountsBelow(link, async () => points)).toEqual([path, `${path}/a`]);
  expect(await readMountsBelow(join(path, 'none'), async () => points)).toEqual([]);
  expect(await readMountsBelow(path)).toEqual([]);
});

test('what cannot be told is an error, never "nothing"', async () => {
  const cannot = async (): Promise<never> => {
    throw new Error('EACCES');
  };
  await expect(readMountsBelow(folder(), cannot)).rejects.toThrow(TransientError);
});
