/**
 * The laws of the house as functions from a tree (path -> text) to what breaks them, so that a test can break each
 * one in memory. A finding reads `src/decide/plan.ts:3 what is wrong`.
 */
import { posix } from 'node:path';
import { HOUSE, mayImport, PURE } from './house-table.ts';
import { type ModuleSeen, moduleOf } from './imports.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Text by path from the project's root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

/** One law: what it finds in a tree; nothing when all is well. */
export type Law = (tree: Tree) => readonly string[];

const LONGEST_LINES = 300;
const FORBIDDEN_NAME =
  /(?:^|-)(?:utils?|helpers?|common|misc|managers?|services?|handlers?|base|impl|data|infos?)$/;
const KEBAB_NAME = /^[a-z\d]+(?:-[a-z\d]+)*$/;

const modules = new Map<string, ModuleSeen>();

const moduleIn = (tree: Tree, path: string): ModuleSeen => {
  const text = tree.get(path) ?? '';
  const seen = modules.get(text) ?? moduleOf(text);
  modules.set(text, seen);
  return seen;
};

const sourcesOf = (tree: Tree): readonly string[] =>
  [...tree.keys()].filter((path) => path.startsWith('src/') && path.endsWith('.ts'));

const folderOf = (path: string): string => path.split('/')[1] ?? '';

/** Where an import of `path` points: a path below the root, or the specifier itself for a package or `node:`. */
const targetOf = (path: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;

/** Every import points where the table allows, and to something that exists. */
export const importTable: Law = (tree) =>
  sourcesOf(tree).flatMap((path) =>
    moduleIn(tree, path).imports.flatMap(({ specifier, line }) => {
      if (specifier === null)
        return [`${path}:${line} imports a computed name; nobody can check where it points`];
      const target = targetOf(path, specifier);
      const isFile = specifier.startsWith('.');
      if (isFile && !tree.has(target)) return [`${path}:${line} imports ${target}, which does not exist`];
      if (isFile && !target.startsWith('src/')) return [`${path}:${line} imports ${target}, outside of src/`];
      const isAllowed = mayImport(folderOf(path), isFile ? target.slice(4) : target);
      return isAllowed ? [] : [`${path}:${line} may not import ${specifier}`];
    }),
  );

/** Only known folders, and `main.ts` as the only file beside them. */
export const knownFolders: Law = (tree) =>
  sourcesOf(tree).flatMap((path) => (HOUSE[folderOf(path)] ? [] : [`${path} is in no folder of the table`]));

/** No file reaches itself through imports, types included. */
export const noCircles: Law = (tree) => {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`${[...trail.slice(start), path].join(' -> ')} is a circle`);
    if (start >= 0 || done.has(path)) return;
    for (const { specifier } of moduleIn(tree, path).imports) {
      if (specifier?.startsWith('.')) visit(targetOf(path, specifier), [...trail, path]);
    }
    done.add(path);
  };
  for (const path of sourcesOf(tree)) visit(path, []);
  return found;
};

/** No file is longer than a person can hold in mind. */
export const shortFiles: Law = (tree) =>
  [...tree].flatMap(([path, text]) => {
    const count = text.replace(/\n$/, '').split('\n').length;
    return count > LONGEST_LINES ? [`${path} has ${count} lines, more than ${LONGEST_LINES}`] : [];
  });

/** Names say what a thing is: kebab-case, and none of the words that could mean anything. */
export const tellingNames: Law = (tree) => {
  const parts = [...tree.keys()].flatMap((path) => path.split('/').map((part) => ({ path, part })));
  const found = parts.flatMap(({ path, part }) => {
    const name = part.replace(/(?:\.(?:test|bench))?\.[a-z]+$/, '');
    if (FORBIDDEN_NAME.test(name)) return [`${path}: the name ${name} says nothing`];
    return KEBAB_NAME.test(name) ? [] : [`${path}: the name ${name} is not kebab-case`];
  });
  return [...new Set(found)];
};

/** Named exports only, so that one search finds every use. */
export const noDefaultExports: Law = (tree) =>
  [...tree.keys()].flatMap((path) =>
    path.endsWith('.ts') && moduleIn(tree, path).hasDefaultExport ? [`${path} has a default export`] : [],
  );

/** Whoever imports a thing imports it from where it is. */
export const noBarrels: Law = (tree) =>
  [...tree.keys()].flatMap((path) => {
    const isIndex = /(?:^|\/)index\.[cm]?[jt]sx?$/.test(path);
    return isIndex || (path.endsWith('.ts') && moduleIn(tree, path).isBarrel) ? [`${path} is a barrel`] : [];
  });

/** They know where the bundle puts them. */
const KNOWS_PLACE = ['src/world/package.ts', 'src/world/prices.ts', 'src/demo/worker-command.ts'];

/** Built code lies elsewhere than its source: what else is on disk is found through `world/package.ts`. */
export const oneWayToFiles: Law = (tree) =>
  sourcesOf(tree).flatMap((path) =>
    tree.get(path)?.includes('import.meta') && !KNOWS_PLACE.includes(path)
      ? [`${path} uses import.meta; besideCode of world/package.ts finds files`]
      : [],
  );

const IMPURE_WORDS = new Set(
  'process fetch setTimeout setInterval setImmediate queueMicrotask performance crypto globalThis console'.split(
    ' ',
  ),
);

const saysClockOrChance = (tokens: readonly Token[], at: number): boolean => {
  const [word, second, third] = tokens.slice(at, at + 3).map((t) => t.text);
  if (word === 'Math') return second === '.' && third === 'random';
  if (word !== 'Date') return false;
  const isNow = (second === '.' && third === 'now') || (second === '(' && third === ')');
  const isNewNow = tokens[at - 1]?.text === 'new' && second !== '(';
  return isNow || isNewNow || (second === '(' && tokens[at - 1]?.text !== 'new');
};

/** Pure folders ask no clock, no chance and no machine. */
export const pureFolders: Law = (tree) =>
  sourcesOf(tree)
    .filter((path) => PURE.includes(folderOf(path)))
    .flatMap((path) => {
      const tokens = tokensOf(tree.get(path) ?? '');
      return tokens.flatMap((token, at) => {
        const isProperty = tokens[at - 1]?.text === '.' || [':', '?'].includes(tokens[at + 1]?.text ?? '');
        const isGlobal = token.kind === 'word' && IMPURE_WORDS.has(token.text) && !isProperty;
        const isClock = token.kind === 'word' && saysClockOrChance(tokens, at);
        return isGlobal || isClock ? [`${path}:${token.line} uses ${token.text}; ask the caller for it`] : [];
      });
    });

/** Every folder of `src/` is explained by a comment at the top of one of its files. */
export const leadComments: Law = (tree) => {
  const folders = Map.groupBy(sourcesOf(tree), (path) => posix.dirname(path));
  return [...folders].flatMap(([folder, paths]) =>
    paths.some((path) => /^(?:#![^\n]*\n)?\/\*\*[\s\S]{40,}?\*\/\n(?:\n|import )/.test(tree.get(path) ?? ''))
      ? []
      : [`${folder}/ has no file that opens with a comment on how the folder works`],
  );
};

/** The kinds of the `Action` union in `src/model/action.ts`. */
export const actionKindsOf = (tree: Tree): readonly string[] => {
  const tokens = tokensOf(tree.get('src/model/action.ts') ?? '');
  const start = tokens.findIndex((t, i) => t.text === 'Action' && tokens[i - 1]?.text === 'type');
  const rest = tokens.slice(start + 1);
  const union = rest.slice(
    0,
    rest.findIndex((t) => t.text === 'export'),
  );
  return union.flatMap((t, i) =>
    t.text === 'kind' && union[i + 1]?.text === ':' && union[i + 2]?.kind === 'string'
      ? [union[i + 2]?.text ?? '']
      : [],
  );
};

/** Files of `act/` that are no action: who hands each to its file, and what several actions share. */
const BESIDE_ACTIONS = [
  'hands',
  'follow-up-logs',
  'log-tail',
  'masked-github',
  'perform',
  'teardown',
  'budget-arguments',
  'worker-environment',
  'worker-command',
  'worker-prompt',
];

/** One name for an action: its kind, its file in `act/`, its test. */
export const oneFilePerAction: Law = (tree) => {
  const kinds = actionKindsOf(tree);
  const files = sourcesOf(tree).filter((path) => path.startsWith('src/act/'));
  const names = files.map((path) => path.slice('src/act/'.length, -'.ts'.length));
  const strangers = names.filter((name) => !BESIDE_ACTIONS.includes(name) && !kinds.includes(name));
  const missing = kinds.filter((kind) => !names.includes(kind));
  const untested = names.filter((name) => kinds.includes(name) && !tree.has(`test/act/${name}.test.ts`));
  return [
    ...strangers.map((name) => `src/act/${name}.ts is no kind of action in src/model/action.ts`),
    ...missing.map((kind) => `src/act/${kind}.ts is missing`),
    ...untested.map((name) => `test/act/${name}.test.ts is missing`),
  ];
};
