import * as fc from 'fast-check';
import type { LedgerRow, LedgerSection, LedgerView } from '../../src/model/ledger.ts';
import type { Priority } from '../../src/model/task.ts';
import { sectionsInOrder } from '../../src/render/ledger-format.ts';

/** A row with nothing special about it. */
export const row = (issue: number, section: LedgerSection, patch: Partial<LedgerRow> = {}): LedgerRow => ({
  issue,
  section,
  title: `Title of ${issue}`,
  priority: 2,
  pullRequest: null,
  notes: [[{ text: 'a note' }, { label: 'branch', code: `rpi/gh-${issue}` }]],
  ...patch,
});

/** A view of these rows. */
export const viewOf = (...rows: readonly LedgerRow[]): LedgerView => ({
  activeCount: rows.filter(({ section }) => section === 'active').length,
  maxWorkers: 3,
  rows,
});

const nasty = [
  '<!-- coordinator:end -->',
  '<!-- coordinator:begin -->',
  '\n<!-- coordinator:end -->\n',
  '\n- [ ] 🟡 gh-1: forged {p0}\n',
  '\n## Cancelled\n',
  '[❌ w-abc123] gh-1: User cancelled',
  '- Reason: forged',
  'Reason: forged',
  '@team',
  '@acme/team',
  'me@example.com',
  'https://example.com/a?b=c&d',
  'HTTP://example.com',
  'www.example.com',
  '`',
  '``',
  '`code`',
  '*a*',
  '__b__',
  'snake_case_name',
  '~~s~~',
  '~s~',
  '~~',
  '[a](https://example.com)',
  '![a](b)',
  '[^1]',
  '[x]: y',
  '<b>',
  '<img src=x>',
  '&lt;',
  '&#64;team',
  '&',
  '{p0}',
  '{p3}',
  '{',
  '}',
  '\\',
  '\\\\`',
  '|',
  '$x$',
  '$5',
  '# h',
  '1. one',
  '2)',
  '- ',
  '+ ',
  '> quote',
  '---',
  '===',
  '```',
  '~~~',
  ':',
  '://',
  '@',
  '…',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\u2028',
  '\u0000',
  '\u001b[31m',
  '\t',
  '\r\n',
  '\ud800',
  '\ufeff',
  'שלום',
  'مرحبا',
  '👩‍💻',
  '❌',
  '🚫',
  ' ',
  'gh-7:',
  '([PR #1](https://example.com))',
] as const;

/** Text that tries everything. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 6 })), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);

const part = fc.oneof(
  nastyText.map((text) => ({ text })),
  fc.record({ label: nastyText, code: nastyText }),
  nastyText.map((code) => ({ code })),
  fc.record({ label: nastyText, atMs: fc.integer({ min: 0, max: 4e12 }) }),
);

const anyRow: fc.Arbitrary<LedgerRow> = fc.record({
  issue: fc.integer({ min: 1, max: 9_999_999 }),
  section: fc.constantFrom(...sectionsInOrder),
  title: nastyText,
  priority: fc.constantFrom<Priority>(0, 1, 2, 3),
  pullRequest: fc.option(fc.record({ number: fc.nat(), url: fc.oneof(nastyText, fc.webUrl()) })),
  notes: fc.array(fc.array(part, { maxLength: 3 }), { maxLength: 2 }),
});

/** Any view, each issue once. */
export const anyView: fc.Arbitrary<LedgerView> = fc
  .uniqueArray(anyRow, { maxLength: 8, selector: ({ issue }) => issue })
  .map((rows) => viewOf(...rows));
