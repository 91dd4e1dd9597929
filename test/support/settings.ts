/**
 * Settings for tests: the defaults as a person without a configuration file gets them, and what a test lays over them.
 */
import { readConfig } from '../../src/config/read-config.ts';
import type { AgentSettings, Settings } from '../../src/model/settings.ts';
import { renderBranch } from '../../src/render/prompt.ts';

/** Some fields of some sections. */
export type SettingsChange = {
  readonly [Key in keyof Settings]?: Settings[Key] extends readonly unknown[]
    ? Settings[Key]
    : Settings[Key] extends object
      ? Partial<Settings[Key]>
      : Settings[Key];
};

/** The defaults, changed, with `sample` as the agent in use. */
export const settingsWith = (change: SettingsChange, sample: AgentSettings): Settings => {
  const { settings } = readConfig({
    rootPath: '/nonexistent',
    env: {},
    flags: {},
    builtInAgents: { sample, claude: sample },
    branchOf: renderBranch,
  });
  const base: Settings = {
    ...settings,
    workers: { ...settings.workers, agent: 'sample', graceMs: 3000 },
    // What this machine has left is nobody's subject but that of the host guards.
    host: { minDiskBytes: null, minMemoryBytes: null, maxLoad: null },
    agents: { sample },
  };
  const sections = Object.entries(change).map(([key, value]) => {
    const before = base[key as keyof Settings];
    return [
      key,
      typeof value === 'object' && typeof before === 'object' && !Array.isArray(value)
        ? { ...before, ...value }
        : value,
    ];
  });
  return { ...base, ...(Object.fromEntries(sections) as Partial<Settings>) };
};
