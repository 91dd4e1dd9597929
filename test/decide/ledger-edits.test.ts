import { describe, expect, it } from 'vitest';
import { ledgerEditsOf } from '../../src/decide/ledger-edits.ts';
import type { LedgerRow } from '../../src/model/ledger.ts';
import { renderLedgerBlock, spliceLedger } from '../../src/render/ledger.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { row, viewOf } from '../render/ledger-samples.ts';

const view = viewOf(
  row(1, 'active'),
  row(2, 'blocked'),
  row(3, 'pending'),
  row(4, 'pending'),
  row(5, 'pending'),
  row(6, 'completed', { pullRequest: { number: 60, url: 'https://github.com/acme/api/pull/60' } }),
  row(7, 'failed'),
  row(8, 'cancelled'),
);
const written = spliceLedger(null, renderLedgerBlock(view));
const liveIssues = [1, 2, 3, 4, 5];

const entriesOf = (text: string) => {
  const parse = parseLedger(text);
  return parse.kind === 'block' ? parse.entries : [];
};

const verdictOf = (text: string | null) =>
  ledgerEditsOf({ seen: parseLedger(text), baseline: entriesOf(written), liveIssues });

const editsOf = (text: string) => {
  const verdict = verdictOf(text);
  return verdict.kind === 'edits' ? verdict.edits : verdict;
};

const rowOf = (issue: number): string =>
  new RegExp(`^- .*gh-${issue}:.*\\n(?:  - .*\\n)*`, 'm').exec(written)?.[0] ?? 'none';

const without = (issue: number): string => written.replace(rowOf(issue), '');

const moved = (issue: number, heading: string, text = rowOf(issue)): string =>
  without(issue).replace(new RegExp(`^## ${heading}.*\\n`, 'm'), (line) => `${line}\n${text}`);

const changed = (issue: number, change: (line: string) => string): string =>
  written.replace(rowOf(issue), (text) => change(text));

const cancel = (issue: number, reason: string) => ({ kind: 'cancel', issue, reason });

describe('an edit of a live row cancels', () => {
  for (const issue of [1, 2, 3]) {
    it.each([
      ['moved to Cancelled', moved(issue, 'Cancelled'), 'moved to Cancelled'],
      ['moved to Failed', moved(issue, 'Failed'), 'moved to Failed'],
      ['❌', changed(issue, (line) => line.replace(/\[ \] \S*? ?gh/u, '[ ] ❌ gh')), 'marked as cancelled'],
      ['🚫', changed(issue, (line) => line.replace('[ ]', '[ ] 🚫')), 'marked as cancelled'],
      ['[-]', changed(issue, (line) => line.replace('[ ]', '[-]')), 'marked as cancelled'],
      ['ticked', changed(issue, (line) => line.replace('[ ]', '[x]')), 'done by hand'],
      [
        'ticked and moved to Completed',
        moved(issue, 'Completed', rowOf(issue).replace('[ ]', '[x]')),
        'done by hand',
      ],
      ['struck through', changed(issue, (line) => line.replace(/^- (.*)$/m, '- ~~$1~~')), 'struck through'],
      [
        'older form instead',
        changed(issue, () => `[❌ w-abc123] gh-${issue}: User cancelled\n\n`),
        'User cancelled',
      ],
      [
        'older form beside',
        `${written.replace('## Active', `[❌ w-abc123] gh-${issue}: User cancelled\n\n$&`)}`,
        'User cancelled',
      ],
      [
        'older form as item',
        changed(issue, () => `- [❌ w-abc123] gh-${issue}: User cancelled\n`),
        'User cancelled',
      ],
      [
        'older form in Completed',
        moved(issue, 'Completed', `- [❌ w-abc123] gh-${issue}: x\n- Reason: superseded\n`),
        'superseded',
      ],
      [
        'moved with a reason',
        moved(issue, 'Cancelled', `${rowOf(issue)}  - Reason: superseded\n`),
        'superseded',
      ],
    ])(`row ${issue}: %s`, (_, text, reason) => {
      expect(editsOf(text)).toEqual([cancel(issue, reason)]);
    });
  }

  it('not when the task has ended meanwhile', () => {
    const seen = parseLedger(moved(1, 'Cancelled'));
    expect(ledgerEditsOf({ seen, baseline: entriesOf(written), liveIssues: [2, 3, 4, 5] })).toEqual({
      kind: 'edits',
      edits: [],
    });
  });
});

describe('an edit of a finished row', () => {
  it.each([
    ['completed to Pending', moved(6, 'Pending'), 6],
    ['completed to Pending, unticked', moved(6, 'Pending', rowOf(6).replace('[x] ✅', '[ ]')), 6],
    ['completed, unticked in place', changed(6, (line) => line.replace('[x]', '[ ]')), 6],
    ['failed to Pending', moved(7, 'Pending'), 7],
    ['failed to Pending, sign taken off', moved(7, 'Pending', rowOf(7).replace('❌ ', '')), 7],
    ['cancelled to Pending', moved(8, 'Pending'), 8],
    ['cancelled to Pending, box opened', moved(8, 'Pending', rowOf(8).replace('[-] 🚫', '[ ]')), 8],
    ['blocked to Pending', moved(2, 'Pending'), 2],
    ['a copy in Pending', written.replace('## Pending\n', `$&\n${rowOf(7)}`), 7],
  ])('tries again: %s', (_, text, issue) => {
    expect(editsOf(text)).toEqual([{ kind: 'retry', issue }]);
  });

  it('tries again with the new priority', () => {
    expect(editsOf(moved(7, 'Pending', '- [ ] gh-7: x {p0}\n'))).toEqual([
      { kind: 'retry', issue: 7 },
      { kind: 'priority', issue: 7, priority: 0 },
    ]);
  });

  it.each([
    ['failed to Cancelled', moved(7, 'Cancelled')],
    ['cancelled to Failed', moved(8, 'Failed')],
    ['failed, ticked', changed(7, (line) => line.replace('[ ] ❌', '[x]'))],
    ['failed, sign taken off in place', changed(7, (line) => line.replace('❌ ', ''))],
    ['cancelled, box opened in place', changed(8, (line) => line.replace('[-] 🚫', '[ ]'))],
    ['completed, struck through', changed(6, (line) => line.replace(/^- (.*)$/m, '- ~~$1~~'))],
    ['completed to Pending and marked ❌', moved(6, 'Pending', rowOf(6).replace('✅', '❌'))],
    ['completed to Active', moved(6, 'Active')],
  ])('means nothing: %s', (_, text) => {
    expect(editsOf(text)).toEqual([]);
  });
});

describe('priority and order', () => {
  it.each([1, 2, 3])('row %i takes a new priority', (issue) => {
    expect(editsOf(changed(issue, (line) => line.replace('{p2}', '{p0}')))).toEqual([
      { kind: 'priority', issue, priority: 0 },
    ]);
  });

  it.each([
    ['taken away', changed(3, (line) => line.replace(' {p2}', ''))],
    ['out of range', changed(3, (line) => line.replace('{p2}', '{p7}'))],
  ])('a priority %s means nothing', (_, text) => {
    expect(editsOf(text)).toEqual([]);
  });

  it.each([
    ['the last first', written.replace(rowOf(5), '').replace(rowOf(3), (text) => rowOf(5) + text), [5, 3, 4]],
    ['a copy on top', written.replace(rowOf(3), (text) => rowOf(5) + text), [5, 3, 4]],
    [
      'one cancelled',
      written
        .replace(rowOf(5), '')
        .replace(rowOf(3), () => `${rowOf(5)}${rowOf(3)}`)
        .replace(/\[ \] gh-4/, '[-] gh-4'),
      [5, 3],
    ],
  ])('Pending in another order: %s', (_, text, issues) => {
    const edits = editsOf(text);
    expect(edits).toContainEqual({ kind: 'order', issues });
  });

  it('a retried row takes its place in a new order', () => {
    const text = without(7)
      .replace(rowOf(3), '')
      .replace(rowOf(5), (last) => rowOf(7) + last + rowOf(3));
    expect(editsOf(text)).toEqual([
      { kind: 'retry', issue: 7 },
      { kind: 'order', issues: [4, 7, 5, 3] },
    ]);
  });

  it('rows that come or go are no new order', () => {
    expect(editsOf(without(4))).toEqual([]);
    expect(editsOf(moved(7, 'Pending'))).toEqual([{ kind: 'retry', issue: 7 }]);
    expect(editsOf(moved(1, 'Pending'))).toEqual([]);
  });
});

describe('what means nothing', () => {
  it.each([
    ['the file as written', written],
    ['a row deleted', without(1)],
    ['two of five live rows deleted', without(1).replace(rowOf(2), '')],
    ['all finished rows deleted', [6, 7, 8].reduce((text, issue) => text.replace(rowOf(issue), ''), written)],
    ['a title changed', changed(3, (line) => line.replace('Title of 3', 'Another @title'))],
    ['a note changed', changed(3, (line) => line.replace('a note', 'another'))],
    ['text added', written.replace('## Blocked', 'my own words\n\n- and a list\n\n## Blocked')],
    ['a running row moved to Pending', moved(1, 'Pending')],
    ['a running row moved to Blocked', moved(1, 'Blocked')],
    ['a live row moved to Completed, not ticked', moved(3, 'Completed')],
    ['a pending row moved to Active', moved(3, 'Active')],
    ['a row copied within its section', written.replace(rowOf(1), (text) => text + text)],
    ['an unknown row', written.replace('## Cancelled\n', '$&\n[❌ w-abc123] gh-99: x\n')],
    ['other line ends', written.replaceAll('\n', '\r\n')],
    ['other bullets', written.replaceAll(/^( *)- /gm, '$1* ')],
    ['a heading deleted: its rows are not moved', written.replace('## Completed\n', '')],
    [
      'a heading deleted: live rows are not cancelled',
      written.replace('## Pending\n', '').replace('## Active', '## Cancelled\n\n$&'),
    ],
  ])('%s', (_, text) => {
    expect(editsOf(text)).toEqual([]);
  });
});

describe('doubled rows', () => {
  it.each([
    [
      'the changed one after',
      written.replace('## Cancelled\n', `$&\n${rowOf(3)}`),
      cancel(3, 'moved to Cancelled'),
    ],
    [
      'the changed one before',
      written.replace('## Active', `## Cancelled\n\n${rowOf(3)}\n$&`),
      cancel(3, 'moved to Cancelled'),
    ],
    [
      'cancel wins over priority',
      written.replace(rowOf(3), (text) => `${text.replace('{p2}', '{p0}')}${text.replace('[ ]', '[-]')}`),
      cancel(3, 'marked as cancelled'),
    ],
    [
      'a changed priority wins over the old one',
      written.replace(rowOf(3), (text) => `${text}${text.replace('{p2}', '{p0}')}`),
      { kind: 'priority', issue: 3, priority: 0 },
    ],
  ])('%s', (_, text, edit) => {
    expect(editsOf(text)).toEqual([edit]);
  });
});

describe('an accident is rejected', () => {
  const goneMost = [1, 2, 3].reduce((text, issue) => text.replace(rowOf(issue), ''), written);
  it.each([
    ['no file', null, 'gone'],
    ['an empty file', '', 'gone'],
    ['no block', '# Mine\n', 'gone'],
    ['the end missing', written.replace('<!-- coordinator:end -->', ''), 'missing'],
    ['cut off in the middle', written.slice(0, written.length / 2), 'missing'],
    ['two blocks', written + written, 'more than one'],
    ['three of five live rows', goneMost, '3 of 5 live rows'],
    [
      'three of five live rows, another cancelled',
      goneMost.replace('[ ] gh-4', '[-] gh-4'),
      '3 of 5 live rows',
    ],
    ['an empty block', '<!-- coordinator:begin -->\n<!-- coordinator:end -->\n', 'live rows'],
  ])('%s', (_, text, why) => {
    expect(verdictOf(text)).toEqual({ kind: 'reject', why: expect.stringContaining(why) });
  });

  it('one live row of one is a slip, all of two finished ones are not', () => {
    const lossOf = (...rows: readonly LedgerRow[]) => {
      const baseline = entriesOf(renderLedgerBlock(viewOf(...rows)));
      return ledgerEditsOf({ seen: parseLedger(renderLedgerBlock(viewOf())), baseline, liveIssues: [] }).kind;
    };
    expect(lossOf(row(1, 'pending'))).toBe('edits');
    expect(lossOf(row(1, 'pending'), row(2, 'active'))).toBe('reject');
    expect(lossOf(row(1, 'completed'), row(2, 'failed'))).toBe('reject');
    expect(lossOf()).toBe('edits');
  });

  it('half of the live rows is not more than half', () => {
    const half = [row(1, 'pending'), row(2, 'pending')];
    const all = [...half, row(3, 'pending'), row(4, 'active')];
    const baseline = entriesOf(renderLedgerBlock(viewOf(...all)));
    const seen = parseLedger(renderLedgerBlock(viewOf(...half)));
    expect(ledgerEditsOf({ seen, baseline, liveIssues: [] })).toEqual({ kind: 'edits', edits: [] });
  });
});
