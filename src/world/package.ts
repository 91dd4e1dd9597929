/**
 * What belongs to this package on disk.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of the package, with `templates/` and `schemas/` in it. */
export const packagePath = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The version in package.json. */
export const readVersion = (): string =>
  JSON.parse(readFileSync(`${packagePath}/package.json`, 'utf8')).version;
