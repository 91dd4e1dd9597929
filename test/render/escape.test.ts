import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBlockOf, codeSpanOf, escapeInline } from '../../src/render/escape.ts';
import { oneLineOf, plainTextOf } from '../../src/render/plain-text.ts';
import { hostileText } from './hostile-text.ts';
import { autolinked, nodesOf, spokenText, treeOf } from './markdown.ts';

const typesOf = (markdown: string): readonly string[] => nodesOf(treeOf(markdown)).map(({ type }) => type);

describe('escapeInline', () => {
  it.each([
    ['plain words stay as they are, 1.5 (ok)', 'plain words stay as they are, 1.5 (ok)'],
    ['npm test exited 1 (attempt 3 of 3)', 'npm test exited 1 (attempt 3 of 3)'],
    ['**bold** `code`', '\\*\\*bold\\*\\* \\`code\\`'],
    ['a | b', 'a \\| b'],
    ['<b> & </b>', '&lt;b&gt; &amp; &lt;/b&gt;'],
    ['two\nlines', 'two lines'],
    ['@bob #12', '@\u200bbob #\u200b12'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['red \u001b[31malert\u001b[0m', 'red alert'],
    ['', ''],
  ])('%j', (text, escaped) => {
    expect(escapeInline(text)).toBe(escaped);
  });

  it('gives one paragraph of mere text that shows the text itself', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tree = treeOf(escapeInline(text));
        const line = oneLineOf(text);
        expect(typesOf(escapeInline(text))).toEqual(line === '' ? ['root'] : ['root', 'paragraph', 'text']);
        expect(spokenText(tree).replaceAll('\u200b', '')).toBe(line);
        expect(spokenText(tree)).not.toMatch(autolinked);
      }),
      { numRuns: 500 },
    );
  });

  it('stays in its cell of a table', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const types = typesOf(`| a | b |\n|---|---|\n| x${escapeInline(text)} | y |\n`);
        expect(types.filter((type) => type !== 'text')).toEqual([
          'root',
          'table',
          'tableRow',
          'tableCell',
          'tableCell',
          'tableRow',
          'tableCell',
          'tableCell',
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('codeSpanOf', () => {
  it('is one code span with the line in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(oneLineOf(text) !== '');
        const nodes = nodesOf(treeOf(`x ${codeSpanOf(text)} y`));
        expect(nodes.map(({ type }) => type)).toEqual(['root', 'paragraph', 'text', 'inlineCode', 'text']);
        expect(nodes[3]).toMatchObject({ value: oneLineOf(text).replaceAll('<!--', '<\u200b!--') });
      }),
      { numRuns: 300 },
    );
  });
});

describe('codeBlockOf', () => {
  it('cannot be closed by what is in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const nodes = nodesOf(treeOf(`before\n\n${codeBlockOf(text)}\n\nafter`));
        expect(nodes.map(({ type }) => type)).toEqual([
          'root',
          'paragraph',
          'text',
          'code',
          'paragraph',
          'text',
        ]);
        expect(nodes[3]).toMatchObject({ value: plainTextOf(text).replaceAll('<!--', '<\u200b!--') });
      }),
      { numRuns: 300 },
    );
  });
});

describe('plainTextOf', () => {
  it('leaves nothing invisible, and nothing to do for a second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = plainTextOf(text);
        expect(plain).not.toMatch(
          /(?![\t\n])\p{Cc}|\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|\p{Cs}/u,
        );
        expect(plainTextOf(plain)).toBe(plain);
        expect(oneLineOf(text)).not.toMatch(/[\n\t]|^\s|\s$/);
      }),
      { numRuns: 500 },
    );
  });
});
