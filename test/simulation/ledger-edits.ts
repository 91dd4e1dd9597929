/**
 * What a person may do to `tasks.md` in an editor, as text.
 */
export type LedgerOp =
  | 'mark'
  | 'dash'
  | 'strike'
  | 'tick'
  | 'to-cancelled'
  | 'to-pending'
  | 'legacy'
  | 'priority'
  | 'reorder'
  | 'delete-row'
  | 'delete-rows'
  | 'outside'
  | 'damage'
  | 'double'
  | 'empty'
  | 'delete-file';

/** Edits that mean: give this task up. */
export const cancelOps: readonly LedgerOp[] = ['mark', 'dash', 'strike', 'tick', 'to-cancelled', 'legacy'];

interface Row {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The row of an issue with its notes, as offsets into the text; null when there is none. */
const rowOf = (text: string, issue: number): Row | null => {
  const found = new RegExp(`^[-] \\[[^\\n]*gh-${issue}:[^\\n]*\\n(?:  - [^\\n]*\\n)*`, 'm').exec(text);
  return found === null ? null : { text: found[0], start: found.index, end: found.index + found[0].length };
};

/** True when the row stands among those that a person sees as live. */
export const isShownLive = (text: string, issue: number): boolean => {
  const row = rowOf(text, issue);
  if (row === null) return false;
  const heading = text.slice(0, row.start).matchAll(/\n## (\w+)/g);
  return ['Active', 'Blocked', 'Pending'].includes([...heading].at(-1)?.[1] ?? '');
};

const replaceRow = (text: string, row: Row, next: string): string =>
  text.slice(0, row.start) + next + text.slice(row.end);

const moveTo = (text: string, row: Row, heading: string): string => {
  const rest = replaceRow(text, row, '');
  return rest.replace(`\n## ${heading}\n`, `\n## ${heading}\n\n${row.text.trimEnd()}\n`);
};

const onRow = (op: LedgerOp, text: string, row: Row, issue: number): string => {
  const first = row.text.split('\n', 1)[0] ?? '';
  const withFirst = (line: string) =>
    replaceRow(
      text,
      row,
      row.text.replace(first, () => line),
    );
  switch (op) {
    case 'mark':
      return withFirst(first.replace(/^- \[[^\]]*\]/, '- [❌]'));
    case 'dash':
      return withFirst(first.replace(/^- \[[^\]]*\]/, '- [-]'));
    case 'tick':
      return withFirst(first.replace(/^- \[[^\]]*\]/, '- [x]'));
    case 'strike':
      return withFirst(first.replace(/^(- \[[^\]]*\] )(.*)$/, '$1~~$2~~'));
    case 'priority':
      return withFirst(first.replace(/\{p\d\}/, `{p${issue % 4}}`));
    case 'legacy':
      return `${text.slice(0, row.start)}[❌ w-abc123] gh-${issue}: User cancelled\n${text.slice(row.end)}`;
    case 'to-cancelled':
      return moveTo(text, row, 'Cancelled');
    case 'to-pending':
      return moveTo(text, row, 'Pending');
    case 'delete-row':
      return replaceRow(text, row, '');
    default:
      return text;
  }
};

/** Rows of Pending the other way round. */
const reorder = (text: string): string =>
  text.replace(
    /(\n## Pending\n\n)((?:- [^\n]*\n(?: {2}- [^\n]*\n)*)+)/,
    (_all, head: string, rows: string) => {
      const parts = rows.match(/- \[[^\n]*\n(?: {2}- [^\n]*\n)*/g) ?? [];
      return head + parts.toReversed().join('');
    },
  );

/** The text after the edit; null = the file is gone. */
export const editLedger = (text: string | null, op: LedgerOp, issue: number): string | null => {
  if (op === 'delete-file') return null;
  if (op === 'empty') return '';
  if (op === 'outside') return `My notes ${issue}\n\n${text ?? ''}\nmore of mine, no newline ${issue}`;
  if (text === null) return null;
  switch (op) {
    case 'damage':
      return text.replace('<!-- coordinator:end -->\n', '');
    case 'double':
      return `${text}\n<!-- coordinator:begin -->\n`;
    case 'reorder':
      return reorder(text);
    case 'delete-rows':
      return text.replace(/^- \[[^\n]*gh-\d+:[^\n]*\n(?: {2}- [^\n]*\n)*/gm, '');
    default: {
      const row = rowOf(text, issue);
      return row === null ? text : onRow(op, text, row, issue);
    }
  }
};
