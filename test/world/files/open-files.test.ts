import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { openFiles } from '../../../src/world/files/open-files.ts';
import { newDirectory } from './directory.ts';

const setUp = () => {
  const root = newDirectory();
  return {
    root,
    path: join(root, 'file'),
    files: openFiles({ historyPath: join(root, '.coordinator/history') }),
  };
};

/** What a call throws. */
const failureOf = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return 'nothing';
};

const isFixable = (error: unknown) => expect((error as TransientError).fix).toMatch(/\w/);

describe('reading', () => {
  it('gives the text, a BOM kept', () => {
    const { path, files } = setUp();
    writeFileSync(path, '\ufeffa\r\nb');
    expect(files.readText(path)).toBe('\ufeffa\r\nb');
    expect(files.isPresent(path)).toBe(true);
  });

  it('tells absence', () => {
    const { root, path, files } = setUp();
    writeFileSync(path, '');
    symlinkSync('nowhere', join(root, 'dangling'));
    for (const absent of [
      join(root, 'none'),
      join(root, 'no/such/file'),
      join(path, 'below'),
      join(root, 'dangling'),
    ]) {
      expect(files.readText(absent)).toBeNull();
      expect(files.readTail(absent, 5, 100)).toEqual([]);
      expect(files.readModifiedAtMs(absent)).toBeNull();
      expect(files.isPresent(absent)).toBe(false);
    }
  });

  it('never takes the unreadable for absent', () => {
    const { root, files } = setUp();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('loop', join(root, 'loop'));
    mkdirSync(join(root, 'directory'));
    writeFileSync(join(root, 'huge'), '');
    truncateSync(join(root, 'huge'), 64 * 1024 * 1024);
    for (const name of ['pipe', 'loop', 'directory', 'huge']) {
      const error = failureOf(() => files.readText(join(root, name)));
      expect(error, name).toBeInstanceOf(TransientError);
      expect((error as Error).message).toContain(join(root, name));
      isFixable(error);
    }
    expect(failureOf(() => files.isPresent(join(root, 'loop')))).toBeInstanceOf(TransientError);
    expect(files.isPresent(join(root, 'directory'))).toBe(true);
  });

  it('tells when a file was changed, in whole milliseconds', () => {
    const { path, files } = setUp();
    writeFileSync(path, '');
    utimesSync(path, 1_700_000_000.5, 1_700_000_000.5);
    expect(files.readModifiedAtMs(path)).toBe(1_700_000_000_500);
  });
});

describe('the tail of a file', () => {
  it('is its last lines, whatever its size', () => {
    const { path, files } = setUp();
    writeFileSync(path, '');
    for (let block = 0; block < 20; block += 1) {
      const lines = Array.from({ length: 1_000 }, (_, index) => `line ${block * 1_000 + index} ü\n`);
      appendFileSync(path, lines.join(''));
    }
    expect(files.readTail(path, 2, 1_000)).toEqual(['line 19998 ü', 'line 19999 ü']);
    expect(files.readTail(path, 15_000, 10_000_000)).toHaveLength(15_000);
    expect(files.readTail(path, 50_000, 10_000_000)).toHaveLength(20_000);
    expect(files.readTail(path, 0, 1_000)).toEqual([]);
  });

  it('keeps within its bytes, and begins with a whole line', () => {
    const { path, files } = setUp();
    writeFileSync(path, 'first\r\nsecond\r\nthird');
    expect(files.readTail(path, 9, 100)).toEqual(['first', 'second', 'third']);
    expect(files.readTail(path, 9, 15)).toEqual(['second', 'third']);
    expect(files.readTail(path, 9, 13)).toEqual(['third']);
    writeFileSync(path, 'ü'.repeat(100));
    expect(files.readTail(path, 9, 11)).toEqual(['ü'.repeat(2)]);
    writeFileSync(path, 'y'.repeat(20_100));
    expect(files.readTail(path, 9, 20_010)).toEqual(['y'.repeat(20_010 - 8192)]);
    writeFileSync(path, '\n\n');
    expect(files.readTail(path, 9, 11)).toEqual(['', '']);
  });

  it('agrees with reading all of it', () => {
    const { path, files } = setUp();
    void fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (lines, count) => {
          const text = lines.map((line) => `${line.replaceAll(/[\r\n]/g, '')}\n`).join('');
          writeFileSync(path, text);
          expect(files.readTail(path, count, 1_000_000)).toEqual(text.split('\n').slice(0, -1).slice(-count));
        },
      ),
    );
  });
});

describe('writing', () => {
  it('makes the file and its directories', () => {
    const { root, files } = setUp();
    const path = join(root, 'a/b/c');
    files.writeText(path, 'ü');
    files.writeText(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(root, 'a/b'))).toEqual(['c']);
  });

  it('keeps the mode, and makes new files by the umask', () => {
    const { root, path, files } = setUp();
    writeFileSync(path, '');
    chmodSync(path, 0o751);
    files.writeText(path, 'x');
    files.writeText(join(root, 'new'), 'x');
    writeFileSync(join(root, 'plain'), 'x');
    expect(statSync(path).mode & 0o7777).toBe(0o751);
    expect(statSync(join(root, 'new')).mode).toBe(statSync(join(root, 'plain')).mode);
  });

  it('goes where symlinks lead, also to what is not there yet', () => {
    const { root, path, files } = setUp();
    symlinkSync('link', path);
    symlinkSync('sub/real', join(root, 'link'));
    for (const text of ['one', 'two']) {
      files.writeText(path, text);
      expect(readFileSync(join(root, 'sub/real'), 'utf8')).toBe(text);
    }
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(root, 'link')).isSymbolicLink()).toBe(true);
  });

  it('refuses what stands in the way, leaves it, and says what to do', () => {
    const { root, files } = setUp();
    mkdirSync(join(root, 'directory'));
    symlinkSync('loop', join(root, 'loop'));
    writeFileSync(join(root, 'plain'), 'x');
    for (const name of ['directory', 'loop', 'plain/below', 'x'.repeat(300)]) {
      const error = failureOf(() => files.writeText(join(root, name), 'new'));
      expect(error, name).toBeInstanceOf(PermanentError);
      isFixable(error);
    }
    expect(readdirSync(root).sort()).toEqual(['directory', 'loop', 'plain']);
  });

  it('does not go around a read-only file', () => {
    const { path, files } = setUp();
    writeFileSync(path, 'old', { mode: 0o444 });
    for (const write of [() => files.writeText(path, 'new'), () => files.replaceText(path, 'old', 'new')]) {
      const error = failureOf(write);
      expect(error).toBeInstanceOf(TransientError);
      expect((error as TransientError).fix).toBe(`chmod u+w ${path}`);
    }
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('leaves the old file and no litter when the disk is full', () => {
    const { root, path } = setUp();
    writeFileSync(path, 'old');
    const script = `
      import { openFiles } from ${JSON.stringify(join(import.meta.dirname, '../../../src/world/files/open-files.ts'))};
      process.on('SIGXFSZ', () => {});
      const files = openFiles({ historyPath: ${JSON.stringify(join(root, 'history'))} });
      try { files.writeText(${JSON.stringify(path)}, 'x'.repeat(200_000)); } catch (error) {
        console.log(error.name, error.message);
      }`;
    // A limit of the file size fails like a full disk does, half-way through the write.
    const child = spawnSync(
      'sh',
      ['-c', 'ulimit -f 64; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      {
        encoding: 'utf8',
      },
    );
    expect(child.stdout).toContain('TransientError cannot write');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['file']);
  });

  it('removes a file, present or not', () => {
    const { path, files } = setUp();
    writeFileSync(path, '');
    files.remove(path);
    files.remove(path);
    expect(existsSync(path)).toBe(false);
  });

  it('sweeps its own left-overs, and nothing else, at the first write into a directory', () => {
    const { root, path } = setUp();
    const dead = spawnSync('true').pid;
    const names = {
      'of a dead process': `.file.${dead}-0123abcd.coordinator-tmp`,
      'of this process': `.file.${process.pid}-0123abcd.coordinator-tmp`,
      'old, its id in use again': '.old.1-0123abcd.coordinator-tmp',
      'of another process': `.file.${process.ppid}-0123abcd.coordinator-tmp`,
      'of a person': '.file.tmp',
      'nearly ours': `file.${dead}-0123abcd.coordinator-tmp`,
    };
    for (const name of Object.values(names)) writeFileSync(join(root, name), '');
    utimesSync(join(root, names['old, its id in use again']), 1, 1);
    const files = openFiles({ historyPath: join(root, '.coordinator/history') });
    expect(readdirSync(root)).toHaveLength(6);
    files.writeText(path, 'x');
    expect(readdirSync(root).sort()).toEqual(
      [names['of another process'], names['of a person'], names['nearly ours'], 'file'].sort(),
    );
  });
});

describe('a link', () => {
  it('leads to its target, relative, and can be turned to another', () => {
    const { root, files } = setUp();
    const path = join(root, 'logs/gh-1.jsonl');
    files.pointLink(path, join(root, 'logs/gh-1/attempt-1.jsonl'));
    files.pointLink(path, join(root, 'logs/gh-1/attempt-2.jsonl'));
    files.pointLink(path, join(root, 'logs/gh-1/attempt-2.jsonl'));
    expect(readlinkSync(path)).toBe('gh-1/attempt-2.jsonl');
    expect(readdirSync(join(root, 'logs'))).toEqual(['gh-1.jsonl']);
  });

  it('replaces nothing but a link', () => {
    const { path, files } = setUp();
    writeFileSync(path, 'mine');
    expect(failureOf(() => files.pointLink(path, '/elsewhere'))).toBeInstanceOf(PermanentError);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
