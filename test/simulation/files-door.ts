/**
 * The port to the fake disk, as one daemon sees it.
 */
import type { Files } from '../../src/world/world.ts';
import type { Disk } from './fake-disk.ts';
import { assertAlive, effect, failIfDue, type Reach } from './faults.ts';

/** What is asked before a file changes. */
export interface FileRules {
  readonly onReplace: (path: string, before: string | null, next: string) => void;
  readonly onRemove: (path: string, text: string) => void;
}

export const createFilesDoor = (disk: Disk, reach: Reach, rules: FileRules): Files => {
  const write = <T>(name: string, body: () => T): T =>
    effect(reach, `files: ${name}`, () => {
      failIfDue(reach, 'disk');
      return body();
    });
  const read = <T>(body: () => T): T => {
    assertAlive(reach);
    return body();
  };
  return {
    readText: (path) => read(() => disk.read(path)),
    readTail: (path, lineCount) => read(() => (disk.read(path) ?? '').split('\n').slice(-lineCount)),
    readPiece: (path, offset, maxBytes) =>
      read(() => Buffer.from(disk.read(path) ?? '').subarray(offset, offset + maxBytes)),
    readModifiedAtMs: (path) => read(() => disk.modifiedAtMs(path)),
    listNames: (path) => read(() => disk.namesIn(path)),
    isPresent: (path) => read(() => disk.isPresent(path)),
    writeText: (path, text) => write(`write ${path}`, () => disk.write(path, text)),
    replaceText: (path, expected, next) => {
      if (read(() => disk.read(path)) !== expected) return 'changed';
      return write(`replace ${path}`, () => {
        rules.onReplace(path, expected, next);
        disk.write(path, next);
        return 'written';
      });
    },
    remove: (path) =>
      write(`remove ${path}`, () => {
        rules.onRemove(path, disk.read(path) ?? '');
        disk.remove(path);
      }),
    pointLink: (path, targetPath) => write(`link ${path}`, () => disk.write(path, `-> ${targetPath}`)),
  };
};
