/**
 * Who may import what: the table of ARCHITECTURE.md as data. A folder's own files are always allowed; what is not
 * listed is forbidden. The Biome configuration says the same a second time, and the architecture test compares the two.
 */

/** What the files of one folder may import beside each other. */
export interface Allowance {
  /** Other folders, or single files, below `src/`. */
  readonly house: readonly string[];
  /** Modules of Node without `node:`; `*` = all. */
  readonly node: readonly string[];
  /** Package names; a trailing `*` stands for any ending. */
  readonly npm: readonly string[];
}

const NOTHING = { house: [], node: [], npm: [] };

/** One row per folder of `src/`; `main.ts` is the one file outside of a folder. */
export const HOUSE: Readonly<Record<string, Allowance>> = {
  model: NOTHING,
  answers: { ...NOTHING, house: ['model'], npm: ['zod'] },
  decide: { ...NOTHING, house: ['model'] },
  render: {
    ...NOTHING,
    house: ['model', 'answers'],
    npm: [
      'remark',
      'remark-*',
      'mdast',
      'mdast-*',
      'unified',
      'liquidjs',
      'fast-string-width',
      'fast-wrap-ansi',
      'diff',
    ],
  },
  agents: { ...NOTHING, house: ['model'] },
  config: { house: ['model'], node: ['fs', 'fs/promises', 'path'], npm: ['zod', 'yaml'] },
  observe: { ...NOTHING, house: ['model', 'render', 'agents', 'world/world.ts'] },
  act: { ...NOTHING, house: ['model', 'render', 'agents', 'world/world.ts'] },
  world: {
    house: ['model'],
    node: ['*'],
    npm: [
      '@clack/prompts',
      '@octokit/*',
      '@prometheus-io/client',
      '@pydantic/genai-prices',
      'chokidar',
      'execa',
      'modern-tar',
      'simple-git',
      'universal-github-app-jwt',
    ],
  },
  daemon: { ...NOTHING, house: ['model', 'decide', 'observe', 'act', 'world/world.ts'] },
  dashboard: { house: ['model', 'render', 'agents', 'world/world.ts'], node: ['http'], npm: [] },
  demo: { house: ['model', 'world/world.ts'], node: ['*'], npm: ['emulate'] },
  commands: {
    house: [
      'model',
      'answers',
      'config',
      'decide',
      'render',
      'agents',
      'act/worker-command.ts',
      'act/worker-prompt.ts',
      'observe',
      'daemon',
      'dashboard',
      'demo',
      'world',
    ],
    node: ['path'],
    npm: ['commander'],
  },
  'main.ts': { house: ['commands'], node: ['*'], npm: [] },
};

/** Folders that are pure: no I/O, no clock, no chance, so that equal input gives equal output. */
export const PURE = ['model', 'decide', 'render', 'agents'];

const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((p) => (p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : p === name));

/** `@octokit/rest` for `@octokit/rest/x`, `zod` for `zod/v4`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * True when a file of `folder` may import `target`: a path below `src/` (`render/table.ts`), `node:fs`, or a package.
 */
export const mayImport = (folder: string, target: string): boolean => {
  const allowance = HOUSE[folder];
  if (!allowance) return false;
  if (target.startsWith('node:')) return matches(allowance.node, target.slice(5));
  if (!target.endsWith('.ts')) return matches(allowance.npm, packageOf(target));
  const isOwn = target === folder || target.startsWith(`${folder}/`);
  return isOwn || allowance.house.some((h) => target === h || target.startsWith(`${h}/`));
};
