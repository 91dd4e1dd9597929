/**
 * The agent CLIs that `npm run test:agents` drives, each at the version it was measured with, and where
 * `scripts/install-agents.ts` puts them: outside of the project, which depends on none of them.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One CLI; `name` is also the name of its program. */
export interface PinnedAgent {
  readonly name: 'claude' | 'codex' | 'gemini' | 'opencode';
  readonly package: string;
  readonly version: string;
  /** Whether npm has to run the package's install script. */
  readonly needsScript: boolean;
}

/** Every CLI of the lane. */
export const PINNED_AGENTS: readonly PinnedAgent[] = [
  { name: 'claude', package: '@anthropic-ai/claude-code', version: '2.1.329', needsScript: true },
  { name: 'codex', package: '@openai/codex', version: '0.169.0', needsScript: false },
  { name: 'gemini', package: '@google/gemini-cli', version: '0.61.0', needsScript: false },
  { name: 'opencode', package: 'opencode-ai', version: '1.18.33', needsScript: true },
];

/** Absolute path of the cache: below `XDG_CACHE_HOME`, else `~/.cache`. */
export const agentsPath = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'worktree-coordinator', 'agents');

/** Directory of the programs. */
export const agentProgramsPath = (): string => join(agentsPath(), 'node_modules', '.bin');

/** True when exactly the pinned version lies in the cache. */
export const isInstalled = (agent: PinnedAgent): boolean => {
  try {
    const path = join(agentsPath(), 'node_modules', agent.package, 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version === agent.version;
  } catch {
    return false;
  }
};
