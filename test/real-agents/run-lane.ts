/**
 * `npm run test:agents [-- --install] [-- vitest's own arguments]`: runs the tests of this folder against the agent CLIs
 * that lie in the cache. What is missing is named and skipped, which is no failure; `--install` installs it first.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT_PATH } from '../support/house-tree.ts';
import { agentsPath, isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';

const run = (...argv: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, argv, { cwd: ROOT_PATH, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

const given = process.argv.slice(2);
if (given.includes('--install')) run(join(ROOT_PATH, 'scripts/install-agents.ts'));
const missing = PINNED_AGENTS.filter((agent) => !isInstalled(agent));
if (missing.length > 0) {
  const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
  console.log(
    `Skipped, not installed in ${agentsPath()}: ${names}.\n` +
      'Install them there (1.2 GB, the project stays as it is): npm run test:agents -- --install',
  );
}
if (missing.length < PINNED_AGENTS.length)
  run(
    join(ROOT_PATH, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'vitest.agents.config.ts',
    ...given.filter((argument) => argument !== '--install'),
  );
