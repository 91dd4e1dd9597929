import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyFilesTo, isSameFile } from '../../../src/world/git/keep-files.ts';
import { writeFiles } from '../../support/git-repository.ts';

const makeFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'coordinator-keep-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

test('copies are one’s own in folders of one’s own', () => {
  const rootPath = makeFolder();
  writeFiles(rootPath, { 'conf/a.key': 'x\n' });
  const folder = copyFilesTo(join(rootPath, 'saved', 'gh-7', 'now'), { rootPath, paths: ['conf/a.key'] });
  expect(readFileSync(join(folder, 'conf', 'a.key'), 'utf8')).toBe('x\n');
  expect(statSync(join(folder, 'conf', 'a.key')).mode & 0o777).toBe(0o600);
  for (const name of ['..', '.', 'conf']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o700);
});

test('a copy is the same only as long as every byte of the original is, however large it is', async () => {
  const path = makeFolder();
  const [one, other] = [join(path, 'one'), join(path, 'other')];
  writeFiles(path, { one: 'x\n', other: 'x\n' });
  expect(await isSameFile(one, other)).toBe(true);
  writeFiles(path, { other: 'y\n' });
  expect(await isSameFile(one, other)).toBe(false);
  writeFiles(path, { other: 'x\n' });
  for (const file of [one, other]) truncateSync(file, 17 * 1024 * 1024);
  expect(await isSameFile(one, other)).toBe(true);
  truncateSync(other, 17 * 1024 * 1024 + 1);
  expect(await isSameFile(one, other)).toBe(false);
  expect(await isSameFile(one, join(path, 'none'))).toBe(false);
});
