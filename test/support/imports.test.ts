import { describe, expect, it } from 'vitest';
import { moduleOf } from './imports.ts';
import { tokensOf } from './tokens.ts';

const FOUND: readonly (readonly [source: string, kind: string, specifier: string | null])[] = [
  ["import './a.ts';", 'value', './a.ts'],
  ['import a from "./a.ts"', 'value', './a.ts'],
  ["import * as a from './a.ts'", 'value', './a.ts'],
  ["import a, { b as c, type D } from './a.ts'", 'value', './a.ts'],
  ["import {\n  b, // from './no.ts'\n  c,\n} from './a.ts'", 'value', './a.ts'],
  ["import type { B } from './a.ts'", 'type', './a.ts'],
  ["import type B from './a.ts'", 'type', './a.ts'],
  ["import type * as B from './a.ts'", 'type', './a.ts'],
  ["import type from './a.ts'", 'value', './a.ts'],
  ["import b from './a.json' with { type: 'json' }", 'value', './a.json'],
  ["type B = Map<string, import('./a.ts').B>", 'dynamic', './a.ts'],
  ["const b = await import('./a.ts')", 'dynamic', './a.ts'],
  ['const b = () => import(`./a.ts`)', 'dynamic', './a.ts'],
  ['const b = import(`./$' + '{x}.ts`)', 'dynamic', null],
  ["const b = import('./a' + x)", 'dynamic', null],
  ['const b = import(x)', 'dynamic', null],
  ['const t = `$' + '{`$' + "{await import('./a.ts')}`}`", 'dynamic', './a.ts'],
  ["export { b } from './a.ts'", 're-export', './a.ts'],
  ["export { b as default } from './a.ts'", 're-export', './a.ts'],
  ["export type { B } from './a.ts'", 're-export', './a.ts'],
  ["export * from './a.ts'", 're-export', './a.ts'],
  ["export * as b from './a.ts'", 're-export', './a.ts'],
  ["export type * from './a.ts'", 're-export', './a.ts'],
];

const NOT_FOUND = [
  "// import './a.ts'",
  "/* import './a.ts' */",
  'const x = "import \'./a.ts\'"',
  "const x = `import './a.ts'`",
  "const x = /import('.\\/a.ts')/",
  'const x = y.split(/[/\'"]/).map(() => z)',
  'const here = import.meta.url',
  "const x = { import: './a.ts', from: './b.ts' }",
  "export const from = './a.ts'",
  "export { b }\nconst from = './a.ts'",
  "export type B = 'x'",
];

describe('moduleOf', () => {
  it.each(FOUND)('sees %s', (source, kind, specifier) => {
    expect(moduleOf(source).imports).toEqual([{ specifier, kind, line: 1 }]);
  });

  it.each(NOT_FOUND)('sees no import in %s', (source) => {
    expect(moduleOf(source).imports).toEqual([]);
  });

  it('goes on after a regular expression, a template and a comment', () => {
    const source = 'const a = /[\'"`]/g;\nconst b = `x$' + "{ { c: '}' }.c }'`;\n/* ' */\nimport './a.ts';\n";
    expect(moduleOf(source).imports).toEqual([{ specifier: './a.ts', kind: 'value', line: 4 }]);
  });

  it.each([
    ['export default 1', true],
    ["export { a as default } from './a.ts'", true],
    ['export const a = { default: 1 }', false],
    ["// export default\nexport const a = 'export default'", false],
  ])('tells a default export: %s', (source, hasDefaultExport) => {
    expect(moduleOf(source)).toMatchObject({ hasDefaultExport });
  });

  it.each([
    ["export { a } from './a.ts';\nexport type { B } from './b.ts';", true],
    ["export { a } from './a.ts';\nexport const b = 1;", false],
    ['export const b = 1;', false],
  ])('tells a barrel: %s', (source, isBarrel) => {
    expect(moduleOf(source)).toMatchObject({ isBarrel });
  });
});

describe('tokensOf', () => {
  it('tells division from a regular expression', () => {
    const texts = tokensOf("const x = (a) / b / c; const y = 4 / 2; return /'/").map((t) => t.text);
    expect(texts.filter((text) => text === '/')).toHaveLength(3);
    expect(texts.at(-1)).toBe('/regular/');
  });

  it('keeps count of lines across strings and comments', () => {
    const tokens = tokensOf('#!/usr/bin/env node\n/* a\nb */ const x = `\n\n`;\nlast');
    expect(tokens.at(-1)).toEqual({ kind: 'word', text: 'last', line: 6 });
  });
});
