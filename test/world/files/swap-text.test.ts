import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as yieldOnce } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PermanentError } from '../../../src/model/failures.ts';
import { maxHistoryCount } from '../../../src/world/files/history.ts';
import { openFiles } from '../../../src/world/files/open-files.ts';
import { newDirectory } from './directory.ts';

const setUp = () => {
  const root = newDirectory();
  const historyPath = join(root, '.coordinator/history');
  const path = join(root, 'tasks.md');
  const history = () =>
    existsSync(historyPath)
      ? readdirSync(historyPath)
          .sort()
          .map((name) => readFileSync(join(historyPath, name), 'utf8'))
      : [];
  const strays = () => readdirSync(root).filter((name) => name.endsWith('-tmp'));
  return { root, path, history, strays, files: openFiles({ historyPath }) };
};

describe('replaceText', () => {
  it('writes when the file is what was expected, and keeps what it replaced', () => {
    const { path, history, strays, files } = setUp();
    writeFileSync(path, 'old');
    expect(files.replaceText(path, 'old', 'new')).toBe('written');
    expect(files.replaceText(path, 'new', 'newer')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('newer');
    expect(history()).toEqual(['old', 'new']);
    expect(strays()).toEqual([]);
  });

  it('writes nothing when the file is another, gone, or there already', () => {
    const { path, strays, files } = setUp();
    expect(files.replaceText(path, 'old', 'new')).toBe('changed');
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'mine');
    expect(files.replaceText(path, 'old', 'new')).toBe('changed');
    expect(files.replaceText(path, null, 'new')).toBe('changed');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(strays()).toEqual([]);
  });

  it('makes the file where there is none', () => {
    const { path, files } = setUp();
    expect(files.replaceText(path, null, 'new')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('keeps the mode', () => {
    const { path, files } = setUp();
    writeFileSync(path, 'old', { mode: 0o640 });
    files.replaceText(path, 'old', 'new');
    expect(statSync(path).mode & 0o7777).toBe(0o640);
  });

  it('writes to where a symlink leads', () => {
    const { root, path, files } = setUp();
    writeFileSync(join(root, 'real.md'), 'old');
    symlinkSync('real.md', path);
    expect(files.replaceText(path, 'old', 'new')).toBe('written');
    expect(readlinkSync(path)).toBe('real.md');
    expect(lstatSync(join(root, 'real.md')).isFile()).toBe(true);
    expect(readFileSync(join(root, 'real.md'), 'utf8')).toBe('new');
  });

  it('refuses a file that is not UTF-8', () => {
    const { path, files } = setUp();
    const bytes = Buffer.from([0x6d, 0xfc, 0x6c]);
    writeFileSync(path, bytes);
    const text = files.readText(path);
    expect(() => files.replaceText(path, text, 'new')).toThrow(PermanentError);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('keeps no more than so many versions', () => {
    const { path, history, files } = setUp();
    writeFileSync(path, '0');
    for (let count = 1; count <= maxHistoryCount + 10; count += 1) {
      expect(files.replaceText(path, String(count - 1), String(count))).toBe('written');
    }
    expect(history()).toHaveLength(maxHistoryCount);
    expect(history().at(-1)).toBe(String(maxHistoryCount + 9));
  });

  it('works without hard links to history', () => {
    const root = newDirectory();
    // /dev/shm is another file system: a link across fails with EXDEV.
    const elsewhere = existsSync('/dev/shm')
      ? `/dev/shm/coordinator-files-${process.pid}`
      : join(root, 'history');
    try {
      const files = openFiles({ historyPath: elsewhere });
      const path = join(root, 'tasks.md');
      writeFileSync(path, 'old');
      expect(files.replaceText(path, 'old', 'new')).toBe('written');
      const [kept = ''] = readdirSync(elsewhere);
      expect(readFileSync(join(elsewhere, kept), 'utf8')).toBe('old');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('puts back a save by an editor that had the old file open', () => {
    const { path, history, files } = setUp();
    writeFileSync(path, 'old');
    const editor = openSync(path, 'r+');
    expect(files.replaceText(path, 'old', 'new')).toBe('written');
    writeSync(editor, 'late save', 0);
    closeSync(editor);
    expect(files.readText(path)).toBe('late save');
    expect(history()).toContain('new');
    expect(files.replaceText(path, 'late save', 'newest')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('newest');
  });

  it('puts back a save by an editor that had opened the file several versions ago', () => {
    const { path, files } = setUp();
    writeFileSync(path, 'old');
    const editor = openSync(path, 'r+');
    onTestFinished(() => closeSync(editor));
    expect(files.replaceText(path, 'old', 'new')).toBe('written');
    expect(files.replaceText(path, 'new', 'newer')).toBe('written');
    writeSync(editor, 'late save', 0);
    expect(files.readText(path)).toBe('late save');
    writeSync(editor, 'later one', 0);
    expect(files.readText(path)).toBe('later one');
    expect(files.replaceText(path, 'later one', 'newest')).toBe('written');
    expect(files.readText(path)).toBe('newest');
  });

  it('leaves a late save in history when a newer one stands in the file', () => {
    const { root, path, history, files } = setUp();
    writeFileSync(path, 'old');
    const editor = openSync(path, 'r+');
    expect(files.replaceText(path, 'old', 'new')).toBe('written');
    writeFileSync(join(root, 'swap'), 'newer save');
    renameSync(join(root, 'swap'), path);
    writeSync(editor, 'late save', 0);
    closeSync(editor);
    expect(files.readText(path)).toBe('newer save');
    expect(history()).toContain('late save');
  });
});

const savesIn = (text: string) => text.match(/^save \d+$/gm) ?? [];

describe('a concurrently saving editor', () => {
  it.each(['rename', 'in-place', 'mixed'])('loses no save (%s)', async (how) => {
    const { path, history, strays, files } = setUp();
    const saveCount = 150;
    writeFileSync(path, 'version 0\n');
    const editor = spawn(
      process.execPath,
      [join(import.meta.dirname, 'saving-editor.ts'), path, how, String(saveCount)],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    onTestFinished(() => void editor.kill());
    const ended = once(editor, 'exit');
    const found = new Set<string>();
    const tally = { written: 0, changed: 0 };
    for (let version = 1; editor.exitCode === null; version += 1) {
      const text = files.readText(path) ?? '';
      const next = `version ${version}\n${text.replace(/^version .*\n/, '')}`;
      tally[files.replaceText(path, text, next)] += 1;
      for (const kept of history()) for (const save of savesIn(kept)) found.add(save);
      await yieldOnce();
    }
    expect(await ended).toEqual([0, null]);
    for (const text of [files.readText(path) ?? '', ...history()])
      for (const save of savesIn(text)) found.add(save);
    expect(found.size).toBe(saveCount);
    expect(tally.written).toBeGreaterThan(20);
    expect(strays()).toEqual([]);
  });

  it('never shows a reader half a file, or none while nobody saves', async () => {
    const { path, files } = setUp();
    const versionOf = (version: number) => `${version}\n`.repeat(20_000);
    expect(files.replaceText(path, null, versionOf(1))).toBe('written');
    const reader = spawn(process.execPath, ['-e', readerSource, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void reader.kill());
    await once(reader.stdout, 'data');
    const ended = once(reader, 'exit');
    for (let version = 2; reader.exitCode === null; version += 1) {
      expect(files.replaceText(path, versionOf(version - 1), versionOf(version))).toBe('written');
      await yieldOnce();
    }
    expect(await ended).toEqual([0, null]);
  });
});

/** Reads for a while; exits 1 when a file is not one version, whole. */
const readerSource = `
  const { readFileSync } = require('node:fs');
  console.log('ready');
  for (let round = 0; round < 500; round += 1) {
    const lines = readFileSync(process.argv[1], 'utf8').split('\\n');
    if (lines.length !== 20001 || new Set(lines).size !== 2) process.exit(1);
  }
`;
