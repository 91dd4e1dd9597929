/**
 * Installs the agent CLIs of `npm run test:agents` at their pinned versions into a cache outside of the project
 * (about 1.2 GB), and asks each for its version. What is there already is not installed again.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agentProgramsPath,
  agentsPath,
  isInstalled,
  PINNED_AGENTS,
  type PinnedAgent,
} from '../test/support/real-agents/pinned-agents.ts';

const manifest = {
  private: true,
  dependencies: Object.fromEntries(PINNED_AGENTS.map((agent) => [agent.package, agent.version])),
  allowScripts: Object.fromEntries(
    PINNED_AGENTS.filter(({ needsScript }) => needsScript).map((agent) => [agent.package, true]),
  ),
};

const install = (): void => {
  mkdirSync(agentsPath(), { recursive: true });
  writeFileSync(join(agentsPath(), 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const argv = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', argv, { cwd: agentsPath(), stdio: 'inherit' });
};

/** Their answer proves that the program is whole; codex wants a home that exists even for that. */
const askVersion = ({ name }: PinnedAgent, homePath: string): string =>
  execFileSync(join(agentProgramsPath(), name), ['--version'], {
    env: { ...process.env, HOME: homePath, CODEX_HOME: homePath, CLAUDE_CONFIG_DIR: homePath },
    encoding: 'utf8',
    timeout: 120_000,
  }).trim();

const missing = PINNED_AGENTS.filter((agent) => !isInstalled(agent));
console.log(`${missing.length} of ${PINNED_AGENTS.length} agents to install in ${agentsPath()}`);
if (missing.length > 0) install();
const homePath = mkdtempSync(join(tmpdir(), 'coordinator-agents-'));
try {
  for (const agent of PINNED_AGENTS) console.log(`ok: ${agent.name} ${askVersion(agent, homePath)}`);
} finally {
  rmSync(homePath, { recursive: true, force: true });
}
