/** A configuration in a directory of its own, for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoadedConfig, readConfig } from '../../src/config/read-config.ts';
import type { PartialSettingsFlags } from '../../src/config/setting-flags.ts';
import { UsageError } from '../../src/model/failures.ts';
import type { AgentSettings } from '../../src/model/settings.ts';
import { renderBranch } from '../../src/render/prompt.ts';
import { noOptions } from '../support/no-options.ts';

export interface Given {
  /** Text of `coordinator.yml`. */
  readonly text?: string;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: PartialSettingsFlags;
  /** Below the directory. */
  readonly configPath?: string;
}

const builtInAgents: Readonly<Record<string, AgentSettings>> = {
  claude: {
    command: ['claude'],
    prompt: 'stdin',
    log: 'claude',
    env: { QUIET: '1' },
    ...noOptions,
    model: ['-m', '{model}'],
    resume: ['claude', '-r', '{session}'],
  },
};

/** Reads a configuration. */
export const load = ({ text, files, env = {}, flags = {}, configPath }: Given): LoadedConfig => {
  const rootPath = mkdtempSync(join(tmpdir(), 'config-'));
  try {
    const all = text === undefined ? { ...files } : { 'coordinator.yml': text, ...files };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(join(rootPath, path)), { recursive: true });
      writeFileSync(join(rootPath, path), content);
    }
    return readConfig({
      rootPath,
      configPath: configPath === undefined ? undefined : join(rootPath, configPath),
      env,
      flags,
      builtInAgents,
      branchOf: renderBranch,
    });
  } finally {
    rmSync(rootPath, { recursive: true });
  }
};

/** The complaint about a configuration that must be refused. */
export const refusal = (given: Given): UsageError => {
  try {
    load(given);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
