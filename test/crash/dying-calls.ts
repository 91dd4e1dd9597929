/**
 * One floor below the doors: a point to die at after each change of a file and each commit of the database, around each write to
 * GitHub, and before, during and after each run of git that may change something. Replaces functions of
 * Node in this process, so nothing in `src/` knows of it.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { type Strike, wordOf } from './mortality.ts';

type Any = (...args: unknown[]) => unknown;

/** Replaces them for the rest of this process. `folderPath`: only what lies below is counted. */
export const replaceCalls = (strike: Strike, folderPath: string): void => {
  replaceFiles(strike, folderPath);
  replaceDatabase(strike);
  replaceGit(strike);
  replaceFetch(strike);
  syncBuiltinESMExports();
};

const onPaths = [
  'mkdirSync',
  'writeFileSync',
  'appendFileSync',
  'renameSync',
  'linkSync',
  'symlinkSync',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'copyFileSync',
] as const;

const onDescriptors = ['writeSync', 'fsyncSync', 'ftruncateSync', 'fchmodSync', 'closeSync'] as const;

const replaceFiles = (strike: Strike, folderPath: string): void => {
  const library = fs as unknown as Record<string, Any>;
  const opened = new Map<unknown, string>();
  const isInside = (path: unknown): boolean => typeof path === 'string' && path.startsWith(folderPath);
  const replace = (name: string, pathOf: (args: readonly unknown[], result: unknown) => unknown): void => {
    const original = library[name] as Any;
    library[name] = (...args) => {
      const result = original(...args);
      const path = pathOf(args, result);
      if (isInside(path)) strike(`after fs.${name} ${wordOf(path)}`);
      return result;
    };
  };
  for (const name of onPaths) replace(name, (args) => args.slice(0, 2).findLast(isInside));
  for (const name of onDescriptors) replace(name, ([file]) => opened.get(file));
  replace('openSync', ([path, flags], file) => {
    opened.delete(file);
    if (!isInside(path) || !isForWriting(flags)) return undefined;
    opened.set(file, String(path));
    return path;
  });
};

const isForWriting = (flags: unknown): boolean =>
  typeof flags === 'number'
    ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0
    : typeof flags === 'string' && flags !== 'r';

const replaceDatabase = (strike: Strike): void => {
  const original = DatabaseSync.prototype.exec;
  let isWriting = false;
  DatabaseSync.prototype.exec = function exec(sql) {
    original.call(this, sql);
    if (sql.startsWith('BEGIN')) isWriting = sql.startsWith('BEGIN IMMEDIATE');
    if (sql === 'COMMIT' && isWriting) strike('after COMMIT');
  };
};

const changing =
  /^(worktree (add|remove|prune|repair|unlock|move)|fetch|push|commit|add|reset|checkout|switch|update-ref|branch|config|update-index|write-tree|commit-tree|read-tree|symbolic-ref)\b/;

const replaceGit = (strike: Strike): void => {
  const library = childProcess as unknown as { spawn: Any };
  const original = library.spawn;
  library.spawn = (...args) => {
    const [file, words] = args;
    const name = gitName([String(file), ...(Array.isArray(words) ? (words as string[]) : [])]);
    if (!changing.test(name)) return original(...args);
    strike(`before git ${wordOf(name)}`);
    const child = original(...args) as childProcess.ChildProcess;
    child.once('close', () => strike(`after git ${wordOf(name)}`));
    strike(`during git ${wordOf(name)}`);
    return child;
  };
};

/** `worktree add ...`, without `-c name=value`, for `git` and `setsid git`; empty for other programs. */
const gitName = ([first, ...rest]: readonly string[]): string => {
  const words = first === 'setsid' ? rest.slice(1) : rest;
  if (![first, rest[0]].includes('git')) return '';
  return words.filter((word, at) => word !== '-c' && words[at - 1] !== '-c').join(' ');
};

const replaceFetch = (strike: Strike): void => {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const method = init?.method ?? 'GET';
    if (method === 'GET') return original(input, init);
    const name = `${method} ${new URL(String(input)).pathname}`;
    strike(`before ${name}`);
    try {
      return await original(input, init);
    } finally {
      strike(`after ${name}`);
    }
  };
};
