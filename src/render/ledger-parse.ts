/**
 * Reads the managed block back. Markdown decides what is a heading, a list item, a paragraph, code or a comment; the
 * row grammar decides what a line says.
 */
import type { Heading, ListItem, Nodes, Paragraph, RootContent } from 'mdast';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import type { LedgerEntry, LedgerParse, LedgerSection } from '../model/ledger.ts';
import { placeBlock } from './ledger-block.ts';
import { headingOf, sectionsInOrder } from './ledger-format.ts';
import {
  hasBullet,
  looksLikeRow,
  parseReasonLine,
  parseRowLine,
  type RowPlace,
  withoutBullet,
} from './ledger-row.ts';

const markdown = remark().use(remarkGfm).freeze();

/** Our own block stays far below; a larger one is an accident, and Markdown parsing is slow on long input. */
const maxBlockLength = 512 * 1024;
const maxLineLength = 2_000;

/** Reads the whole file; null = no file. Entries stand in file order, a key may occur more than once. */
export const parseLedger = (text: string | null): LedgerParse => {
  if (text === null) return { kind: 'absent' };
  const place = placeBlock(text);
  if (place.kind !== 'block') return place;
  const inner = text.slice(place.innerStart, place.innerEnd);
  const why = damageOf(inner);
  return why === null ? readBlock(evenIndentation(inner)) : { kind: 'damaged', why };
};

const damageOf = (inner: string): string | null => {
  if (inner.length > maxBlockLength) return 'the block is larger than 512 KiB';
  if (inner.includes('\0')) return 'the block contains zero bytes';
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?= |\r?$)/m.test(inner)) return 'the block contains merge conflict marks';
  return null;
};

/**
 * Rows and headings start at the margin, whatever a person's editor did; all other indentation is one step. Indented
 * bullets that say nothing to us are left out: nested lists are what makes reading slow.
 */
const evenIndentation = (inner: string): string =>
  inner
    .split(/\r\n|\n|\r/)
    .flatMap(evenLine)
    .join('\n');

const evenLine = (line: string): readonly string[] => {
  const body = line.trim().slice(0, maxLineLength);
  if (!/^[ \t]/.test(line) || /^#{1,6}\s/.test(body) || looksLikeRow(body)) return [body];
  const isNote = hasBullet(body) && parseReasonLine(withoutBullet(body)) === null;
  return isNote ? [] : [`  ${body}`];
};

interface Reading {
  readonly source: string;
  readonly entries: LedgerEntry[];
  readonly sections: Set<LedgerSection>;
  section: LedgerSection | null;
}

const readBlock = (source: string): LedgerParse => {
  const reading: Reading = { source, entries: [], sections: new Set(), section: null };
  for (const node of markdown.parse(source).children) readNode(reading, node);
  const { entries, sections } = reading;
  return { kind: 'block', entries, sections: sectionsInOrder.filter((section) => sections.has(section)) };
};

const readNode = (reading: Reading, node: RootContent): void => {
  if (node.type === 'heading') readHeading(reading, node);
  if (node.type === 'paragraph') readLines(reading, rawLines(reading, node, node), 'bare');
  if (node.type === 'list') for (const item of node.children) readItem(reading, item, 'item');
};

const readHeading = (reading: Reading, node: Heading): void => {
  const [line = ''] = rawLines(reading, node, node);
  const word = line
    .replace(/^#+\s*/, '')
    .replace(/\s*(?:\(.*\))?\s*:?\s*#*$/, '')
    .toLowerCase();
  reading.section = sectionsInOrder.find((section) => headingOf[section].toLowerCase() === word) ?? null;
  if (reading.section !== null) reading.sections.add(reading.section);
};

const readItem = (reading: Reading, item: ListItem, place: 'item' | 'nested'): void => {
  for (const [index, child] of item.children.entries()) {
    if (child.type === 'paragraph' && index === 0) readLines(reading, rawLines(reading, item, child), place);
    else if (child.type === 'paragraph') readLines(reading, rawLines(reading, child, child), 'bare');
    // Rows are never deeper: the indentation was evened out.
    else if (child.type === 'list' && place === 'item') {
      for (const nested of child.children) readItem(reading, nested, 'nested');
    }
  }
};

/** Source lines from the start of one node to the end of another (an item starts before its paragraph). */
const rawLines = (reading: Reading, from: Nodes, to: Paragraph | Heading): readonly string[] =>
  reading.source.slice(from.position?.start.offset, to.position?.end.offset).split('\n');

/** Only the first line of an item can be a plain row; the lines after it may cancel or give a reason. */
const readLines = (reading: Reading, lines: readonly string[], place: RowPlace): void => {
  for (const [index, raw] of lines.entries()) {
    const line = withoutBullet(raw);
    const row = parseRowLine(line, index === 0 ? place : 'bare');
    if (row !== null) reading.entries.push({ ...row, section: reading.section });
    else readReason(reading, line);
  }
};

const readReason = (reading: Reading, line: string): void => {
  const reason = parseReasonLine(line);
  const last = reading.entries.at(-1);
  if (reason === null || last === undefined) return;
  reading.entries[reading.entries.length - 1] = { ...last, cancelReason: reason };
};
