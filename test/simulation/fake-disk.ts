/**
 * The disk: texts by path, directories by path. Files and worktrees share it.
 */
import type { FakeClock } from './fake-clock.ts';

export interface Disk {
  read(path: string): string | null;
  modifiedAtMs(path: string): number | null;
  write(path: string, text: string): void;
  remove(path: string): void;
  isPresent(path: string): boolean;
  makeDirectory(path: string): void;
  removeDirectory(path: string): void;
  paths(): readonly string[];
  /** Names right below a directory. */
  namesIn(path: string): readonly string[];
}

export const createDisk = (clock: FakeClock): Disk => {
  const files = new Map<string, { readonly text: string; readonly atMs: number }>();
  const directories = new Set<string>();
  return {
    read: (path) => files.get(path)?.text ?? null,
    modifiedAtMs: (path) => files.get(path)?.atMs ?? null,
    write: (path, text) => files.set(path, { text, atMs: clock.now().atMs }),
    remove: (path) => files.delete(path),
    isPresent: (path) => files.has(path) || directories.has(path),
    makeDirectory: (path) => directories.add(path),
    removeDirectory: (path) => {
      directories.delete(path);
      for (const file of [...files.keys()]) if (file.startsWith(`${path}/`)) files.delete(file);
    },
    paths: () => [...files.keys()],
    namesIn: (path) => {
      const below = [...files.keys(), ...directories].filter((one) => one.startsWith(`${path}/`));
      return [...new Set(below.map((one) => one.slice(path.length + 1).split('/', 1)[0] ?? ''))];
    },
  };
};
