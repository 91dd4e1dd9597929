/**
 * Builds the command line once, before the end-to-end tests that run it. A build that fails leaves no `dist/`: those
 * tests then fail one by one, and all others still run.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT_PATH } from './house-tree.ts';

/** Called by vitest. */
export const setup = (): void => {
  spawnSync(process.execPath, [join(ROOT_PATH, 'scripts/build.ts')], { cwd: ROOT_PATH, stdio: 'inherit' });
};
