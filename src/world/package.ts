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

/** Stands for the code that runs, once it is built; null = it is the source, which may change at any time. */
export const readBuild = (): string | null =>
  isSource ? null : JSON.parse(readFileSync(besideCode('package.json'), 'utf8')).build;

/** The text of a file that the build leaves beside the code; null = this is the source. */
export const readBesideCode = (path: string): string | null =>
  isSource ? null : readFileSync(besideCode(path), 'utf8');

/** Whether this is TypeScript as it was written, or what was built of it. */
const isSource = import.meta.url.endsWith('.ts');

/** Absolute path of a file that is no TypeScript and comes along with the code: `world/processes/runner.sh`. */
export const besideCode = (path: string): string => `${packagePath}/${isSource ? 'src' : 'dist'}/${path}`;
