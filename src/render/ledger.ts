/**
 * The ledger, `tasks.md` (SPEC section 8).
 *
 * Out: a `LedgerView` becomes the managed block, which is put into the person's file (both here). In: the block is
 * read back as rows (`ledger-parse.ts`), each row's first line by a grammar of its own (`ledger-row.ts`); what the
 * differences mean is judged in `decide/ledger-edits.ts`.
 *
 * Must always hold: the same view gives the same bytes; reading a block back gives the rows it was made from; no title
 * or note can become a row, a section, markup, a marker or a mention (`ledger-escape.ts`); no byte outside the block
 * changes.
 */
import type { LedgerEntry, LedgerRow, LedgerSection, LedgerView } from '../model/ledger.ts';
import { placeBlock, withoutMarkerLines } from './ledger-block.ts';
import { beginMarker, endMarker, headingOf, isLiveSection, sectionsInOrder } from './ledger-format.ts';
import { parseReasonLine, parseRowLine, withoutBullet } from './ledger-row.ts';
import { renderRow } from './ledger-row-text.ts';

/** Rows in the block at most, unless more than that are live: reading stays fast, older ones stay in the store. */
export const maxRowCount = 200;

/**
 * Renders the managed block, markers included, lines ended by `\n`, none after the last. Rows of finished tasks are
 * expected newest first: beyond `maxRowCount` the longest of their sections loses its last row.
 */
export const renderLedgerBlock = (view: LedgerView): string => {
  const rows = keptRows(view.rows);
  const sections = sectionsInOrder.map((section) => {
    const count = section === 'active' ? ` (${view.activeCount} of ${view.maxWorkers})` : '';
    const body = (rows.get(section) ?? []).map(renderRow).join('\n');
    return `## ${headingOf[section]}${count}${body === '' ? '' : `\n\n${body}`}`;
  });
  return [beginMarker, ...sections, endMarker].join('\n\n');
};

const keptRows = (rows: readonly LedgerRow[]): ReadonlyMap<LedgerSection, readonly LedgerRow[]> => {
  const bySection = Map.groupBy(rows, (row) => row.section);
  const finished = [...bySection].filter(([section]) => !isLiveSection(section)).map(([, list]) => list);
  for (let surplus = rows.length - maxRowCount; surplus > 0; surplus -= 1) {
    finished.toSorted((a, b) => b.length - a.length)[0]?.pop();
  }
  return bySection;
};

/**
 * The entries that reading the rendered block back gives, by the grammar of rows alone: all of it as Markdown takes
 * 60 ms and many megabytes for a hundred rows.
 */
export const writtenEntriesOf = ({ rows }: LedgerView): readonly LedgerEntry[] => {
  const kept = keptRows(rows);
  return sectionsInOrder.flatMap((section) => (kept.get(section) ?? []).flatMap(entriesOfRow));
};

const entriesOfRow = (row: LedgerRow): readonly LedgerEntry[] => {
  const [line = '', ...notes] = renderRow(row).split('\n').map(withoutBullet);
  const read = parseRowLine(line, 'item');
  const reason = notes.map(parseReasonLine).findLast((found) => found !== null);
  return read === null ? [] : [{ ...read, section: row.section, cancelReason: reason ?? read.cancelReason }];
};

const introduction = `# Tasks

The part between the two \`coordinator\` comments is kept up to date by the coordinator; the rest of the file is yours.
Move a row to Cancelled to cancel it, to Pending to try again; reorder Pending or change \`{p2}\` to say what comes first.
`;

/**
 * Puts the block (as rendered) into a file; null = no file yet. Every character outside stays as it is, and the block
 * takes on the file's own line ends. A file without a block gets one appended. A file with damaged markers loses these
 * lines, nothing else, and gets the block appended: its caller keeps the person's version.
 */
export const spliceLedger = (fileText: string | null, block: string): string => {
  if (fileText === null) return `${introduction}\n${block}\n`;
  const place = placeBlock(fileText);
  if (place.kind === 'absent') return appendBlock(fileText, block);
  if (place.kind === 'damaged') return appendBlock(withoutMarkerLines(fileText), block);
  const before = fileText.slice(0, place.start);
  const after = fileText.slice(place.end);
  return before + withLineEnd(block, lineEndOf(before, after) ?? lineEndOf(fileText)) + after;
};

const appendBlock = (text: string, block: string): string => {
  const eol = lineEndOf(text) ?? '\n';
  const body = withLineEnd(block, eol);
  if (/^[\s\uFEFF]*$/.test(text)) return `${text}${body}${eol}`;
  // The file keeps its habit: without a final line end before, it has none after.
  return /[\r\n]$/.test(text) ? `${text}${eol}${body}${eol}` : `${text}${eol}${eol}${body}`;
};

/** The most frequent line end of some texts; null when there is none. */
const lineEndOf = (...texts: readonly string[]): string | null => {
  const ends = texts.flatMap((text) => text.match(/\r\n|\n|\r/g) ?? []);
  const [most] = [...Map.groupBy(ends, (end) => end)].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? null;
};

const withLineEnd = (block: string, eol: string | null): string => block.replaceAll('\n', eol ?? '\n');
