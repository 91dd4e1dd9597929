/**
 * What belongs to this package on disk.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of the package, with `templates/` and `schemas/` in it. */
export const packagePath = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** What package.json says of this package: its version, and which Node it needs (`>=24`). */
export const readPackage = (): { readonly version: string; readonly engines: { readonly node: string } } =>
  JSON.parse(readFileSync(`${packagePath}/package.json`, 'utf8'));

/** The version in package.json. */
export const readVersion = (): string => readPackage().version;
