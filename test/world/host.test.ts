import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHost } from '../../src/world/host.ts';

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'coordinator-host-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** A machine with 8 GiB available, whose kernel says so below a folder. */
const machineWith = (files: Readonly<Record<string, string>>) => {
  const rootPath = folder();
  const all = { 'proc/meminfo': 'MemTotal: 9 kB\nMemAvailable:    8388608 kB\n', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(rootPath, name, '..'), { recursive: true });
    writeFileSync(join(rootPath, name), text);
  }
  const places = { procPath: join(rootPath, 'proc'), cgroupsPath: join(rootPath, 'cgroup') };
  return openHost(places).readHost([rootPath]);
};

const mib = (count: number): string => `${count * 2 ** 20}\n`;
const known = (value: number) => ({ kind: 'known', value });

test('this machine tells everything', () => {
  const { freeDiskBytes, freeMemoryBytes, load } = openHost().readHost([tmpdir()]);
  for (const seen of [freeDiskBytes, freeMemoryBytes, load]) expect(seen).toMatchObject({ kind: 'known' });
  expect(freeMemoryBytes).toMatchObject({ value: expect.toSatisfy((bytes: number) => bytes > 2 ** 20) });
});

test('a directory that is not there yet counts as its parent', () => {
  const path = folder();
  const { bavail, bsize } = statfsSync(path);
  const { freeDiskBytes } = openHost().readHost([join(path, 'trees', 'gh-7')]);
  expect(freeDiskBytes).toMatchObject({ value: expect.closeTo(bavail * bsize, -10) });
});

test('a place that cannot be read is unknown, the rest is not', () => {
  const path = folder();
  writeFileSync(join(path, 'file'), '');
  const { freeDiskBytes, load } = openHost().readHost([join(path, 'file', 'below')]);
  expect(freeDiskBytes).toMatchObject({ kind: 'unknown', why: expect.stringContaining('ENOTDIR') });
  expect(load.kind).toBe('known');
});

test('memory is what the kernel thinks can be had', () => {
  expect(machineWith({}).freeMemoryBytes).toMatchObject(known(8 * 2 ** 30));
  expect(machineWith({ 'proc/meminfo': 'odd' }).freeMemoryBytes.kind).toBe('known');
});

test('a cgroup, or one around it, may allow less; idle file pages count as free', () => {
  const inside = { 'proc/self/cgroup': '0::/user/box\n' };
  const limited = {
    'cgroup/user/memory.max': mib(1000),
    'cgroup/user/memory.current': mib(900),
    'cgroup/user/memory.stat': `file 1\ninactive_file ${mib(200)}`,
  };
  expect(machineWith({ ...inside, ...limited }).freeMemoryBytes).toMatchObject(known(300 * 2 ** 20));
  const own = { 'cgroup/user/box/memory.max': mib(50), 'cgroup/user/box/memory.current': mib(60) };
  expect(machineWith({ ...inside, ...limited, ...own }).freeMemoryBytes).toMatchObject(known(0));
  const none = { 'cgroup/user/memory.max': 'max\n', 'cgroup/user/memory.current': mib(900) };
  expect(machineWith({ ...inside, ...none }).freeMemoryBytes).toMatchObject(known(8 * 2 ** 30));
  const root = {
    'proc/self/cgroup': '0::/\n',
    'cgroup/memory.max': mib(70),
    'cgroup/memory.current': mib(60),
  };
  expect(machineWith(root).freeMemoryBytes).toMatchObject(known(10 * 2 ** 20));
});
