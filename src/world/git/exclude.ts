import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Clone } from './clone.ts';
import { runGit } from './run-git.ts';

/** One byte is one character here, so that what a person wrote survives in whatever encoding it is. */
const BYTES = 'latin1';

const replaceBytes = (path: string, text: string): void => {
  const target = existsSync(path) ? realpathSync(path) : path;
  const draft = `${target}.coordinator-${process.pid}`;
  writeFileSync(draft, text, { encoding: BYTES, flush: true });
  if (existsSync(target)) chmodSync(draft, statSync(target).mode & 0o777);
  renameSync(draft, target);
};

/** Puts patterns at the end of `info/exclude`, which all worktrees share, unless they are there; writes at most once. */
export const excludePatterns = (clone: Clone, patterns: readonly string[]): Promise<void> =>
  clone.alone.run(async () => {
    const path = join(clone.commonPath, 'info', 'exclude');
    mkdirSync(dirname(path), { recursive: true });
    const before = existsSync(path) ? readFileSync(path, BYTES) : '';
    const present = new Set(before.split('\n').map((line) => line.trimEnd()));
    const wanted = [...new Set(patterns)].map((pattern) => Buffer.from(pattern).toString(BYTES));
    const missing = wanted.filter((pattern) => !present.has(pattern));
    if (missing.length === 0) return;
    const seam = before === '' || before.endsWith('\n') ? '' : '\n';
    replaceBytes(path, `${before}${seam}${missing.map((pattern) => `${pattern}\n`).join('')}`);
  });

/** True when git tracks the path, or something below it, in the main checkout. Relative paths start at its root. */
export const isTracked = async (clone: Clone, path: string): Promise<boolean> => {
  const inside = relative(clone.rootPath, resolve(clone.rootPath, path));
  return (await runGit(clone.rootPath, ['ls-files', '--', `:(top,literal)${inside}`])) !== '';
};
