import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderLedgerBlock, spliceLedger } from '../../src/render/ledger.ts';
import { sectionsInOrder } from '../../src/render/ledger-format.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { row, viewOf } from './ledger-samples.ts';

const block = renderLedgerBlock(viewOf(row(1, 'active'), row(2, 'completed', { title: 'Zwölf 🟡' })));
const isMarkerFree = (text: string) => !text.includes('coordinator:');
const around = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r\n', '\r', '\ufeff', '# Mine', '```', '<!--', '- [ ] gh-1: x', ' '),
      fc.string({ unit: 'binary' }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
  .filter(isMarkerFree);

describe('splicing', () => {
  it('makes a file with a heading and the block', () => {
    const text = spliceLedger(null, block);
    expect(text.startsWith('# ')).toBe(true);
    expect(text.endsWith(`\n\n${block}\n`)).toBe(true);
  });

  it('replaces the block and keeps every character outside', () => {
    void fc.assert(
      fc.property(around, around, (before, after) => {
        const head = before === '' || /[\r\n]$/.test(before) ? before : `${before}\n`;
        const tail = after === '' || /^[\r\n]/.test(after) ? after : `\n${after}`;
        const text = `${head}<!-- coordinator:begin -->\nold\n<!-- coordinator:end -->${tail}`;
        const next = spliceLedger(text, block);
        expect(next.startsWith(head)).toBe(true);
        expect(next.endsWith(tail)).toBe(true);
        const inner = next.slice(head.length, next.length - tail.length);
        expect(inner.replaceAll(/\r\n?/g, '\n')).toBe(block);
        expect(spliceLedger(next, block)).toBe(next);
      }),
      { numRuns: 150 },
    );
  });

  it('appends to a file without a block, and finds it again', () => {
    void fc.assert(
      fc.property(around, (text) => {
        const next = spliceLedger(text, block);
        expect(next.startsWith(text)).toBe(true);
        expect(next.replaceAll(/\r\n?/g, '\n')).toContain(block);
        expect(spliceLedger(next, block)).toBe(next);
        expect(parseLedger(next)).toMatchObject({ kind: 'block', sections: sectionsInOrder });
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['a\r\nb\r\n', '\r\n'],
    ['a\nb\n', '\n'],
    ['a\r\nb\r\nc\n', '\r\n'],
    ['a', '\n'],
    ['a\rb\r', '\r'],
  ])('takes on the line ends of %j', (text, eol) => {
    const next = spliceLedger(text, block);
    expect(next).toContain(block.replaceAll('\n', eol));
    expect(spliceLedger(next, renderLedgerBlock(viewOf()))).toContain(
      renderLedgerBlock(viewOf()).replaceAll('\n', eol),
    );
  });

  it('keeps a missing final line end missing, and a BOM first', () => {
    expect(spliceLedger('mine', block)).toBe(`mine\n\n${block}`);
    expect(spliceLedger('\ufeffmine\n', block)).toBe(`\ufeffmine\n\n${block}\n`);
    const bare = `\ufeff<!-- coordinator:begin -->\n<!-- coordinator:end -->`;
    expect(spliceLedger(bare, block)).toBe(`\ufeff${block}`);
  });

  it.each([
    ['only the begin', 'a\n<!-- coordinator:begin -->\nb\n', 'a\nb\n'],
    ['only the end', 'a\n<!-- coordinator:end -->\nb\n', 'a\nb\n'],
    [
      'doubled',
      'a\n<!-- coordinator:begin -->\n<!-- coordinator:begin -->\nb\n<!-- coordinator:end -->\n',
      'a\nb\n',
    ],
  ])('keeps all lines but the markers where these are damaged: %s', (_, text, kept) => {
    const next = spliceLedger(text, block);
    expect(next).toBe(`${kept}\n${block}\n`);
    expect(parseLedger(next).kind).toBe('block');
  });
});
