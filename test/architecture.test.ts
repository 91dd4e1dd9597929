/**
 * The laws of the house, kept by the whole tree. Each law is also broken on purpose, in memory, because a gate that
 * cannot close is no gate; and the linter, which states the import table a second time, must answer the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as laws from './support/house-laws.ts';
import { lintTree } from './support/house-linter.ts';
import { HOUSE, mayImport, PURE } from './support/house-table.ts';
import { ROOT_PATH, readTree } from './support/house-tree.ts';
import { moduleOf } from './support/imports.ts';

const tree = readTree();

const plant = (files: Readonly<Record<string, string>>): laws.Tree =>
  new Map([...tree, ...Object.entries(files)]);

const CASES: readonly {
  readonly check: laws.Law;
  readonly planted: Readonly<Record<string, string>>;
  readonly finding: string;
}[] = [
  {
    check: laws.importTable,
    planted: { 'src/decide/planted.ts': "import type { World } from '../world/world.ts';\n" },
    finding: 'src/decide/planted.ts:1 may not import ../world/world.ts',
  },
  {
    check: laws.importTable,
    planted: { 'src/model/planted.ts': "\nconst later = () => import('node:fs');\n" },
    finding: 'src/model/planted.ts:2 may not import node:fs',
  },
  {
    check: laws.importTable,
    planted: { 'src/act/planted.ts': "type Kit = import('@octokit/rest').Octokit;\n" },
    finding: 'src/act/planted.ts:1 may not import @octokit/rest',
  },
  {
    check: laws.importTable,
    planted: { 'src/daemon/planted.ts': "export { x } from '../world/open.ts';\n", 'src/world/open.ts': '' },
    finding: 'src/daemon/planted.ts:1 may not import ../world/open.ts',
  },
  {
    check: laws.importTable,
    planted: { 'src/observe/planted.ts': "import '../demo/planted.ts';\n", 'src/demo/planted.ts': '' },
    finding: 'src/observe/planted.ts:1 may not import ../demo/planted.ts',
  },
  {
    check: laws.importTable,
    planted: { 'src/commands/planted.ts': 'const load = (name: string) => import(name);\n' },
    finding: 'src/commands/planted.ts:1 imports a computed name; nobody can check where it points',
  },
  {
    check: laws.importTable,
    planted: { 'src/act/planted.ts': "import { x } from './nowhere.ts';\n" },
    finding: 'src/act/planted.ts:1 imports src/act/nowhere.ts, which does not exist',
  },
  {
    check: laws.importTable,
    planted: { 'src/act/planted.ts': "import { tokensOf } from '../../test/support/tokens.ts';\n" },
    finding: 'src/act/planted.ts:1 imports test/support/tokens.ts, outside of src/',
  },
  {
    check: laws.oneWayToFiles,
    planted: { 'src/world/planted.ts': "const here = new URL('./x.sh', import.meta.url);\n" },
    finding: 'src/world/planted.ts uses import.meta; besideCode of world/package.ts finds files',
  },
  {
    check: laws.knownFolders,
    planted: { 'src/extras/planted.ts': '' },
    finding: 'src/extras/planted.ts is in no folder of the table',
  },
  {
    check: laws.noCircles,
    planted: {
      'src/model/one.ts': "import type { Two } from './two.ts';\n",
      'src/model/two.ts': "import type { One } from './one.ts';\n",
    },
    finding: 'src/model/one.ts -> src/model/two.ts -> src/model/one.ts is a circle',
  },
  {
    check: laws.shortFiles,
    planted: { 'test/planted.test.ts': 'x\n'.repeat(301) },
    finding: 'test/planted.test.ts has 301 lines, more than 300',
  },
  {
    check: laws.tellingNames,
    planted: { 'src/act/git-utils.ts': '' },
    finding: 'src/act/git-utils.ts: the name git-utils says nothing',
  },
  {
    check: laws.tellingNames,
    planted: { 'src/act/StartWorker.ts': '' },
    finding: 'src/act/StartWorker.ts: the name StartWorker is not kebab-case',
  },
  {
    check: laws.noDefaultExports,
    planted: { 'src/act/planted.ts': 'const x = 1;\nexport { x as default };\n' },
    finding: 'src/act/planted.ts has a default export',
  },
  {
    check: laws.noBarrels,
    planted: {
      'src/model/planted.ts': "export * from './ids.ts';\nexport type { Seen } from './seen.ts';\n",
    },
    finding: 'src/model/planted.ts is a barrel',
  },
  {
    check: laws.noBarrels,
    planted: { 'src/model/index.ts': 'export const x = 1;\n' },
    finding: 'src/model/index.ts is a barrel',
  },
  {
    check: laws.pureFolders,
    planted: { 'src/render/planted.ts': 'export const today = (): string => new Date().toISOString();\n' },
    finding: 'src/render/planted.ts:1 uses Date; ask the caller for it',
  },
  {
    check: laws.leadComments,
    planted: { 'src/world/planted/door.ts': '/** Opens. */\nexport const open = 1;\n' },
    finding: 'src/world/planted/ has no file that opens with a comment on how the folder works',
  },
  {
    check: laws.oneFilePerAction,
    planted: { 'src/act/planted.ts': '' },
    finding: 'src/act/planted.ts is no kind of action in src/model/action.ts',
  },
];

describe('the tree that is looked at', () => {
  it('is the whole project', () => {
    const sources = [...tree.keys()].filter((path) => path.startsWith('src/'));
    const imports = sources.flatMap((path) => moduleOf(tree.get(path) ?? '').imports);
    expect(sources.length).toBeGreaterThan(20);
    expect(imports.length).toBeGreaterThan(sources.length);
    expect(new Set(imports.map((i) => i.kind))).toContain('type');
    expect(imports.map((i) => i.specifier)).toContain('../model/action.ts');
    expect(tree.has('test/architecture.test.ts')).toBe(true);
  });

  it('knows the kinds of actions', () => {
    expect(laws.actionKindsOf(tree)).toEqual(expect.arrayContaining(['start-worker', 'write-ledger']));
  });
});

describe.each(
  [...Map.groupBy(CASES, (c) => c.check)].map(([check, cases]) => ({ name: check.name, check, cases })),
)('$name', ({ check, cases }) => {
  it('holds', () => {
    expect(check(tree)).toEqual([]);
  });

  it.each(cases)('finds: $finding', ({ planted, finding }) => {
    expect(check(plant(planted))).toContain(finding);
  });
});

describe('the lock file', () => {
  it('names no registry, so that everybody installs from their own', () => {
    expect(readFileSync(join(ROOT_PATH, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});

describe('an action of a new kind', () => {
  const action = (tree.get('src/model/action.ts') ?? '').replace(
    'export type Action =',
    "export type Action =\n  | { readonly kind: 'plant-tree' }",
  );

  it('needs a file', () => {
    expect(laws.oneFilePerAction(plant({ 'src/model/action.ts': action }))).toContain(
      'src/act/plant-tree.ts is missing',
    );
  });

  it('needs a test', () => {
    const planted = plant({ 'src/model/action.ts': action, 'src/act/plant-tree.ts': '' });
    expect(laws.oneFilePerAction(planted)).toContain('test/act/plant-tree.test.ts is missing');
  });
});

describe('the linter', () => {
  const targets = Object.keys(HOUSE).map((folder) =>
    folder.endsWith('.ts') ? folder : `${folder}/target.ts`,
  );
  const outside = [
    'world/world.ts',
    'world/open.ts',
    'node:fs',
    'node:path',
    'node:http',
    'node:child_process',
  ];
  const vendors = 'zod yaml remark-gfm mdast liquidjs commander emulate execa @octokit/rest simple-git'.split(
    ' ',
  );
  const all = [...targets, ...outside, ...vendors];

  const pathOf = (folder: string): string =>
    folder.endsWith('.ts') ? `src/${folder}` : `src/${folder}/planted.ts`;

  const specifierOf = (folder: string, target: string): string => {
    if (!target.endsWith('.ts')) return target;
    if (target.startsWith(`${folder}/`)) return `./${target.slice(folder.length + 1)}`;
    return folder.endsWith('.ts') ? `./${target}` : `../${target}`;
  };

  /** One import per line, so that a complaint's line tells the target. */
  const textOf = (folder: string): string =>
    all.map((target) => `import type { X } from '${specifierOf(folder, target)}';\n`).join('');

  const complaints = lintTree(new Map(Object.keys(HOUSE).map((folder) => [pathOf(folder), textOf(folder)])));

  it.each(Object.keys(HOUSE))('answers like the table in %s', (folder) => {
    const lines = complaints.filter(
      ({ path, category }) => path === pathOf(folder) && /noRestrictedImports|noNodejsModules/.test(category),
    );
    const others = all.filter((target) => target !== folder);
    const refused = new Set(lines.map(({ line }) => all[line - 1]));
    expect(others.filter((target) => refused.has(target))).toEqual(
      others.filter((target) => !mayImport(folder, target)),
    );
    expect(refused.size).toBeGreaterThan(5);
  });

  it('refuses clock, chance and machine in pure folders', () => {
    const words = ['Date.now()', 'Math.random()', 'process.pid', 'fetch', 'setTimeout', 'new Date()'];
    const files = PURE.flatMap((folder) =>
      words.map((word, i) => [`src/${folder}/word-${i}.ts`, `export const x = ${word};\n`] as const),
    );
    const refused = new Set(lintTree(new Map(files)).map(({ path }) => path));
    expect([...refused].sort()).toEqual(files.map(([path]) => path).sort());
  });
});
