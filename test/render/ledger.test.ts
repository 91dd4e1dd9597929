import * as fc from 'fast-check';
import type { Nodes } from 'mdast';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import { ledgerEditsOf } from '../../src/decide/ledger-edits.ts';
import { maxRowCount, renderLedgerBlock, spliceLedger, writtenEntriesOf } from '../../src/render/ledger.ts';
import { isLiveSection, sectionsInOrder } from '../../src/render/ledger-format.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { maxTitleLength, renderTitle } from '../../src/render/ledger-row-text.ts';
import { anyView, nastyText, row, viewOf } from './ledger-samples.ts';

const fullView = viewOf(
  row(450, 'active', {
    title: 'Add token budget alerts',
    priority: 1,
    notes: [
      [
        { label: 'worker', code: 'w-3fa2c1' },
        { code: 'trees/gh-450' },
        { label: 'branch', code: 'rpi/gh-450' },
        { text: 'pid 4242' },
        { text: 'attempt 1 of 3' },
        { label: 'since', atMs: Date.UTC(2026, 10, 20, 14, 18, 59) },
      ],
    ],
  }),
  row(460, 'blocked', { title: 'Choose a queue', notes: [] }),
  row(469, 'pending', { title: 'End-to-end check', notes: [[{ text: 'waiting for gh-450 (blocked by)' }]] }),
  row(441, 'completed', {
    title: 'Fix parser',
    pullRequest: { number: 470, url: 'https://github.com/acme/api/pull/470' },
    notes: [[{ label: 'commit', code: '9e8d03f' }, { text: '22 min' }, { text: '$1.31' }]],
  }),
  row(438, 'failed', {
    title: 'Migrate to pg 17',
    notes: [[{ text: '`npm test` exited 1 (attempt 3 of 3)' }, { label: 'log', code: 'logs/gh-438.jsonl' }]],
  }),
  row(433, 'cancelled', {
    title: 'Drop Node 18',
    notes: [[{ text: 'cancelled in tasks.md' }, { label: '', atMs: 0 }]],
  }),
);

const fullBlock = `<!-- coordinator:begin -->

## Active (1 of 3)

- [ ] 🟡 gh-450: Add token budget alerts {p1}
  - worker \`w-3fa2c1\` · \`trees/gh-450\` · branch \`rpi/gh-450\` · pid 4242 · attempt 1 of 3 · since 2026-11-20 14:18

## Blocked

- [ ] ✋ gh-460: Choose a queue {p2}

## Pending

- [ ] gh-469: End-to-end check {p2}
  - waiting for gh-450 (blocked by)

## Completed

- [x] ✅ gh-441: Fix parser ([PR #470](https://github.com/acme/api/pull/470))
  - commit \`9e8d03f\` · 22 min · $1.31

## Failed

- [ ] ❌ gh-438: Migrate to pg 17
  - \`npm test\` exited 1 (attempt 3 of 3) · log \`logs/gh-438.jsonl\`

## Cancelled

- [-] 🚫 gh-433: Drop Node 18
  - cancelled in tasks.md · 1970-01-01 00:00

<!-- coordinator:end -->`;

describe('the managed block', () => {
  it('has the documented form', () => {
    expect(renderLedgerBlock(fullView)).toBe(fullBlock);
  });

  it('shows all six sections when there is nothing', () => {
    const headings = renderLedgerBlock(viewOf()).match(/^## .*$/gm);
    expect(headings).toEqual([
      '## Active (0 of 3)',
      '## Blocked',
      '## Pending',
      '## Completed',
      '## Failed',
      '## Cancelled',
    ]);
  });

  it('leaves out the oldest finished rows, never a live one', () => {
    const live = Array.from({ length: 20 }, (_, index) => row(index + 1, 'pending'));
    const completed = Array.from({ length: 250 }, (_, index) => row(1_000 + index, 'completed'));
    const failed = Array.from({ length: 30 }, (_, index) => row(2_000 + index, 'failed'));
    const parse = parseLedger(renderLedgerBlock(viewOf(...live, ...completed, ...failed)));
    const entries = parse.kind === 'block' ? parse.entries : [];
    expect(entries).toHaveLength(maxRowCount);
    const issues = entries.map(({ issue }) => issue);
    expect(issues).toEqual([
      ...live.map(({ issue }) => issue),
      ...completed.slice(0, maxRowCount - 50).map(({ issue }) => issue),
      ...failed.map(({ issue }) => issue),
    ]);
  });

  it('shows more rows than the limit when all are live', () => {
    const live = Array.from({ length: maxRowCount + 5 }, (_, index) => row(index + 1, 'pending'));
    expect(renderLedgerBlock(viewOf(...live)).match(/^- /gm)).toHaveLength(maxRowCount + 5);
  });

  it.each([
    ['a plain title', 'a plain title'],
    ['snake_case and C++', 'snake_case and C++'],
    ['ask @team', 'ask `@`team'],
    ['see https://example.com/x', 'see https`://`example.com/x'],
    ['two\nlines\tand\u202e more', 'two lines and more'],
    ['a `b` c', 'a \\`b\\` c'],
    ['<!-- coordinator:end -->', '&lt;!-- coordinator:end -->'],
    ['set {p0}', 'set \\{p0\\}'],
    [' \n ', '(no title)'],
    ['x'.repeat(300), `${'x'.repeat(maxTitleLength - 1)}…`],
    ['😀'.repeat(300), `${'😀'.repeat(maxTitleLength - 1)}…`],
  ])('writes the title %j', (title, shown) => {
    expect(renderTitle(title)).toBe(shown);
  });

  it.each([
    ['`a` and `b`', '`a` and `b`'],
    ['@`a` b', '`@` `a` b'],
    ['``a``', '\\`\\`a\\`\\`'],
    ['- [ ] gh-7: x', '\\- \\[ \\] gh-7: x'],
    ['1. one', '1\\. one'],
    ['# one', '\\# one'],
  ])('writes the note %j', (text, shown) => {
    expect(renderLedgerBlock(viewOf(row(1, 'pending', { notes: [[{ text }]] })))).toContain(
      `\n  - ${shown}\n`,
    );
  });

  it('links only what is an address', () => {
    const tildes = row(1, 'completed', {
      pullRequest: { number: 2, url: 'http://ghe.example/~a/~b/pull/2' },
    });
    expect(renderLedgerBlock(viewOf(tildes))).toContain('(http://ghe.example/%7Ea/%7Eb/pull/2)');
    const odd = row(1, 'completed', { pullRequest: { number: 2, url: 'javascript:alert(1)' } });
    expect(renderLedgerBlock(viewOf(odd))).toContain('gh-1: Title of 1 (PR #2)\n');
  });
});

const entryOf = ({ issue, section, priority }: (typeof fullView.rows)[number]) => ({
  issue,
  section,
  struck: false,
  legacyCancel: false,
  priority: isLiveSection(section) ? priority : null,
  mark:
    section === 'completed'
      ? 'ticked'
      : section === 'failed' || section === 'cancelled'
        ? 'cancelled'
        : 'open',
});

const inFileOrder = (rows: typeof fullView.rows) =>
  sectionsInOrder.flatMap((section) => rows.filter((candidate) => candidate.section === section));

/** Everything in the tree that is more than text, in order, without the frame that every ledger has. */
const markupIn = (node: Nodes): readonly string[] => {
  const own = ['text', 'root', 'paragraph', 'list'].includes(node.type)
    ? []
    : [node.type === 'inlineCode' ? `code ${node.value}` : node.type];
  return [...own, ...('children' in node ? node.children.flatMap(markupIn) : [])];
};

const textIn = (node: Nodes): string => {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textIn).join('') : '';
};

/** Text outside of code: what GitHub searches for names. */
const textsIn = (node: Nodes): readonly string[] => {
  if (node.type === 'text') return [node.value];
  return 'children' in node ? node.children.flatMap(textsIn) : [];
};

describe('any view', () => {
  it('is read back as its rows, and asks for nothing', () => {
    void fc.assert(
      fc.property(anyView, (view) => {
        const parse = parseLedger(spliceLedger('# Mine\n', renderLedgerBlock(view)));
        if (parse.kind !== 'block') throw new Error(JSON.stringify(parse));
        expect(parse.sections).toEqual(sectionsInOrder);
        expect(writtenEntriesOf(view)).toEqual(parse.entries);
        expect(parse.entries).toMatchObject(inFileOrder(view.rows).map(entryOf));
        const liveIssues = view.rows.map(({ issue }) => issue);
        const verdict = ledgerEditsOf({ seen: parse, baseline: parse.entries, liveIssues });
        expect(verdict).toEqual({ kind: 'edits', edits: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bytes, and well-formed ones', () => {
    void fc.assert(
      fc.property(anyView, (view) => {
        const block = renderLedgerBlock(view);
        expect(renderLedgerBlock(structuredClone(view))).toBe(block);
        expect(Buffer.from(block, 'utf8').toString('utf8')).toBe(block);
      }),
    );
  });

  it('holds no markup but ours', () => {
    void fc.assert(
      fc.property(nastyText, nastyText, (title, text) => {
        const markdown = renderLedgerBlock(
          viewOf(row(7, 'pending', { title, notes: [[{ text }, { label: 'log', code: 'x' }]] })),
        );
        const tree = remark().use(remarkGfm).parse(markdown);
        const markup = markupIn(tree).filter((kind) => !/^code (?:@|:\/\/|\.)+$/.test(kind));
        const codes = markup.filter((kind) => kind.startsWith('code '));
        expect(codes.at(-1)).toBe('code x');
        const headings = sectionsInOrder.map(() => 'heading');
        const plain = markup.filter((kind) => !kind.startsWith('code '));
        expect(plain).toEqual([
          'html',
          ...headings.slice(0, 3),
          'listItem',
          'listItem',
          ...headings.slice(3),
          'html',
        ]);
      }),
      { numRuns: 150 },
    );
  });

  it('shows a title as it is, character by character', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 100 }), (title) => {
        const [item] = remark()
          .use(remarkGfm)
          .parse(`x: ${renderTitle(title)}\n`).children;
        const shown = item === undefined ? '' : textIn(item);
        const expected = title.replace(/ +/g, ' ').trim() || '(no title)';
        expect(shown).toBe(`x: ${expected}`);
      }),
      { numRuns: 150 },
    );
  });

  it('mentions nobody', () => {
    void fc.assert(
      fc.property(anyView, (view) => {
        const tree = remark().use(remarkGfm).parse(renderLedgerBlock(view));
        for (const text of textsIn(tree)) expect(text).not.toMatch(/@[a-z0-9]/i);
      }),
    );
  });
});
