/**
 * The project's own code as a tree that the laws can read.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Tree } from './house-laws.ts';

/** Absolute path of the project's root. */
export const ROOT_PATH = resolve(import.meta.dirname, '../..');

/** All code of the project: sources, tests, benchmarks, scripts, whatever language they are in. */
export const readTree = (): Tree => {
  const paths = globSync('{src,test,bench,scripts}/**/*.{ts,mts,js,mjs,sh,pl}', { cwd: ROOT_PATH });
  const files = paths.filter(
    (path) => !path.includes('node_modules') && statSync(resolve(ROOT_PATH, path)).isFile(),
  );
  return new Map(
    files.map((path) => [path.split(sep).join('/'), readFileSync(resolve(ROOT_PATH, path), 'utf8')]),
  );
};
