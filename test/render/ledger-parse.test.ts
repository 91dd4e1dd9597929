import { describe, expect, it } from 'vitest';
import { renderLedgerBlock, spliceLedger } from '../../src/render/ledger.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { row, viewOf } from './ledger-samples.ts';

const withLines = (...lines: readonly string[]): string =>
  ['<!-- coordinator:begin -->', ...lines, '<!-- coordinator:end -->'].join('\n');

const entriesOf = (text: string) => {
  const parse = parseLedger(text);
  if (parse.kind !== 'block') throw new Error(JSON.stringify(parse));
  return parse.entries;
};

const inPending = (...lines: readonly string[]) => entriesOf(withLines('## Pending', '', ...lines));

describe('a row as people write it', () => {
  it.each([
    ['- [ ] gh-7: Title {p1}', { mark: 'open', priority: 1 }],
    ['* [ ] gh-7: Title {p1}', { mark: 'open', priority: 1 }],
    ['+ [ ] gh-7: Title {P1}', { mark: 'open', priority: 1 }],
    ['1. [ ] gh-7: Title { p1 }', { mark: 'open', priority: 1 }],
    ['   - [ ] gh-7: Title', { mark: 'open', priority: null }],
    ['\t- [ ] gh-7: Title', { mark: 'open' }],
    ['        - [ ] gh-7: Title', { mark: 'open' }],
    ['-\t[ ]\tgh-7:\tTitle', { mark: 'open' }],
    ['- [] gh-7: Title', { mark: 'open' }],
    ['- gh-7: Title', { mark: 'open' }],
    ['- gh-7', { mark: 'open' }],
    ['- [ ] GH-7: Title', { mark: 'open' }],
    ['- [ ] **gh-7**: Title', { mark: 'open' }],
    ['- [ ] 🟡 gh-7: Title', { mark: 'open' }],
    ['- [ ] ✅ gh-7: Title', { mark: 'open' }],
    ['- [ ] first of all gh-7: Title', { mark: 'open' }],
    ['- [x] gh-7: Title', { mark: 'ticked' }],
    ['- [X] 🟡 gh-7: Title', { mark: 'ticked' }],
    ['- [✅] gh-7: Title', { mark: 'ticked' }],
    ['- [-] gh-7: Title', { mark: 'cancelled', legacyCancel: false }],
    ['- [ ] ❌ gh-7: Title', { mark: 'cancelled', legacyCancel: false }],
    ['- [ ] 🚫 gh-7: Title', { mark: 'cancelled' }],
    ['- ❌ gh-7: Title', { mark: 'cancelled' }],
    ['- [❌] gh-7: Title', { mark: 'cancelled', legacyCancel: false }],
    ['- [ ] 🟡 ❌ gh-7: Title', { mark: 'cancelled' }],
    ['- [x] ❌ gh-7: Title', { mark: 'cancelled' }],
    ['- [ ] ~~gh-7: Title~~', { struck: true, mark: 'open' }],
    ['- ~~[ ] 🟡 gh-7: Title {p1}~~', { struck: true, priority: 1 }],
    ['- [ ] 🟡 ~~gh-7: Title~~ {p1}', { struck: true, priority: 1 }],
    ['- [ ] ~~🟡 gh-7: Title {p1}~~', { struck: true }],
    ['- [ ] gh-7: ~~Title of it~~ {p1}', { struck: true, priority: 1 }],
    ['- [ ] ~gh-7: Title~', { struck: true }],
    ['- [ ] ~~ gh-7: Title ~~', { struck: true }],
    ['- [ ] gh-7: One ~~word~~ of it', { struck: false }],
    ['- [ ] gh-7: \\~\\~Title\\~\\~', { struck: false }],
    ['- [ ] gh-7: Title \\{p0\\} {p3}', { priority: 3 }],
    ['- [ ] gh-7: Title {p9}', { priority: null }],
    [
      '[❌ w-abc123] gh-7: User cancelled',
      { legacyCancel: true, cancelReason: 'User cancelled', mark: 'cancelled' },
    ],
    ['- [❌ w-abc123] gh-7: User cancelled', { legacyCancel: true, cancelReason: 'User cancelled' }],
    ['  - [❌ w-abc123] gh-7: User cancelled', { legacyCancel: true }],
    ['[❌] gh-7: User cancelled', { legacyCancel: true }],
    ['[🚫 w-abc123] gh-7', { legacyCancel: true, cancelReason: null }],
  ])('%j', (line, expected) => {
    const entries = inPending(line);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ issue: 7, section: 'pending', ...expected });
  });

  it.each([
    'gh-7: a paragraph',
    '[ ] gh-7: no bullet',
    '[x] gh-7: no bullet',
    'see [❌ w-abc123] gh-7: in a sentence',
    '- see gh-7',
    '- [ ] nothing of ours',
    '- [ ] gh-07: no key',
    '- [ ] gh-7-fix: a branch',
    '- [ ] \\[❌ w-abc123\\] gh-7: escaped',
    '\\[❌ w-abc123\\] gh-7: escaped',
    '# gh-7: a heading',
    '- # gh-7: a heading',
    '> - [ ] gh-7: quoted',
    '```\n- [ ] gh-7: code\n```',
    '```\n[❌ w-abc123] gh-7: User cancelled\n```',
    '<!--\n- [-] gh-7: hidden\n-->',
    '- a\n  - gh-7: a note',
  ])('is no row: %j', (text) => {
    expect(inPending(text)).toEqual([]);
  });
});

describe('a reason', () => {
  it.each([
    [['[❌ w-abc123] gh-7: User cancelled', '- Reason: superseded by #12']],
    [['[❌ w-abc123] gh-7: User cancelled', '', '- Reason: superseded by #12']],
    [['[❌ w-abc123] gh-7: User cancelled', 'Reason: superseded by #12']],
    [['- [❌ w-abc123] gh-7: User cancelled', '- Reason: superseded by #12']],
    [['- [❌ w-abc123] gh-7: User cancelled', '  - Reason: superseded by #12']],
    [['- [❌ w-abc123] gh-7: User cancelled', '\t* **Reason:** superseded by #12']],
    [['- [-] gh-7: Title', '  - a note', '  - reason: superseded by #12']],
  ])('is taken from %j', (lines) => {
    expect(inPending(...lines)).toMatchObject([{ issue: 7, cancelReason: 'superseded by #12' }]);
  });

  it('belongs to the row before it', () => {
    const entries = inPending('[❌ w-a1] gh-7: a', '[❌ w-b2] gh-8: b', '- Reason: c', '- [ ] gh-9: d');
    expect(entries.map(({ issue, cancelReason }) => [issue, cancelReason])).toEqual([
      [7, 'a'],
      [8, 'c'],
      [9, null],
    ]);
  });

  it('without a row says nothing', () => {
    expect(inPending('- Reason: none')).toEqual([]);
  });
});

describe('the block', () => {
  const text = spliceLedger(
    '# Mine\n',
    renderLedgerBlock(viewOf(row(1, 'active'), row(2, 'pending'), row(3, 'failed'))),
  );

  it('reads the same with any line end', () => {
    expect(parseLedger(text.replaceAll('\n', '\r\n'))).toEqual(parseLedger(text));
    expect(parseLedger(text.replaceAll('\n', '\r'))).toEqual(parseLedger(text));
    expect(parseLedger(`\ufeff${text}`)).toEqual(parseLedger(text));
  });

  it('reads the same when all of it is indented', () => {
    for (const indent of ['  ', '\t', '        ']) {
      expect(parseLedger(text.replaceAll(/^(?=[-# ])/gm, indent))).toEqual(parseLedger(text));
    }
  });

  it('reads only what is inside', () => {
    expect(
      entriesOf(`- [-] gh-1: mine\n${withLines('## Pending', '- [ ] gh-2: a')}\n[❌ w-abc123] gh-2: mine`),
    ).toMatchObject([{ issue: 2, legacyCancel: false }]);
  });

  it('puts a row under the last known heading, or under none', () => {
    const entries = entriesOf(
      withLines(
        '- gh-1',
        '## Active (9 of 9) ##',
        '- gh-2',
        '### cancelled',
        '- gh-3',
        '## Mine',
        '- gh-4',
        '',
        'Pending',
        '---',
        '- gh-5',
      ),
    );
    expect(entries.map(({ issue, section }) => [issue, section])).toEqual([
      [1, null],
      [2, 'active'],
      [3, 'cancelled'],
      [4, null],
      [5, 'pending'],
    ]);
  });

  it('tells whose headings stand', () => {
    const parse = parseLedger(text.replace('## Failed', ''));
    expect(parse).toMatchObject({ sections: ['active', 'blocked', 'pending', 'completed', 'cancelled'] });
  });

  it('keeps doubled rows in file order', () => {
    expect(inPending('- [ ] gh-1: a', '- [-] gh-1: b')).toMatchObject([
      { mark: 'open' },
      { mark: 'cancelled' },
    ]);
  });

  it.each([
    ['', { kind: 'absent' }],
    ['only mine\n', { kind: 'absent' }],
    ['a sentence on <!-- coordinator:begin --> is none\n', { kind: 'absent' }],
    [
      '<!-- coordinator:begin -->\n',
      { kind: 'damaged', why: 'the line <!-- coordinator:end --> is missing' },
    ],
    [
      '<!-- coordinator:end -->\n',
      { kind: 'damaged', why: 'the line <!-- coordinator:begin --> is missing' },
    ],
    ['<!-- coordinator:end -->\n<!-- coordinator:begin -->', { kind: 'damaged' }],
    [`${withLines()}\n${withLines()}`, { kind: 'damaged' }],
    [withLines('<!-- coordinator:end -->'), { kind: 'damaged' }],
    [withLines('<<<<<<< HEAD', '- [ ] gh-1: a', '=======', '>>>>>>> other'), { kind: 'damaged' }],
    [withLines('a\0b'), { kind: 'damaged' }],
    [withLines('x'.repeat(600 * 1024)), { kind: 'damaged' }],
  ])('case %#: absent and damaged are told apart', (broken, expected) => {
    expect(parseLedger(broken)).toMatchObject(expected);
  });

  it('is absent when there is no file', () => {
    expect(parseLedger(null)).toEqual({ kind: 'absent' });
  });

  it('counts nothing as a row after a fence that is never closed', () => {
    expect(parseLedger(text.replace('## Blocked', '```'))).toMatchObject({
      entries: [{ issue: 1 }],
      sections: ['active'],
    });
  });
});
