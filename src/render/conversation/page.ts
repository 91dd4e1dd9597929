/**
 * The page that a conversation is written on: how wide it is, what may stand on it, how it is coloured. Text of others
 * comes onto it only through `safeText`, `excerptOf` and `safeLine`: nothing that moves a cursor or a reading direction, no secret.
 */
import { wrapAnsi } from 'fast-wrap-ansi';
import { maskSecrets } from '../masking.ts';
import { oneLineOf, plainTextOf } from '../plain-text.ts';
import type { Paint, PaintStyle } from '../status-table.ts';
import { cutToWidth } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { dateOf, timeOf } from '../utc-time.ts';

/** What a page is made of. */
export interface Page {
  /** Columns; null = not a terminal: nothing is wrapped, and hardly anything cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Local time minus UTC at an instant, milliseconds. */
  readonly utcOffsetMs: (atMs: number) => number;
  /** There is a column of times. */
  readonly hasTimes: boolean;
  /** Nothing is cut. */
  readonly isDetailed: boolean;
  /** Values that are masked wherever they occur, as is everything shaped like a token. */
  readonly secrets: readonly string[];
  /** Left out in front of paths of files: the worktree with a slash at its end. */
  readonly rootPaths: readonly string[];
}

/** A page narrower than this has no column of times. */
const narrowWidth = 70;
const stampWidth = 10;
const nestedMark = '│ ';
const leastRoom = 16;

/** Columns before the text: those of the time. */
const gutterOf = ({ hasTimes, width }: Page): number =>
  hasTimes && (width === null || width >= narrowWidth) ? stampWidth : 0;

/** Columns for a text, behind `indent` ones; null = any. */
export const roomOf = (page: Page, indent = 0): number | null =>
  page.width === null ? null : Math.max(leastRoom, page.width - gutterOf(page) - indent);

/** Longest text that is looked at when it will be cut to a few lines anyway. */
const compactLength = 8192;
const detailedLength = 4_000_000;

/** What is looked at beyond what is shown, and never shown: a secret that a cut divides is no known value any more. */
const beyondLength = 8192;

/** A part of a text: from its start, or its end, so much of it; `plainOf` makes it safe to look at. */
interface Part {
  readonly from: Cut['from'];
  readonly length: number;
  readonly plainOf: (text: string) => string;
}

/** Masked, then cut. Of a text that was cut before, for its length, what stands next to that cut is left out. */
const maskedPart = (text: string, { from, length, plainOf }: Part, secrets: readonly string[]): string => {
  const seenLength = length + beyondLength;
  const seen = from === 'start' ? text.slice(0, seenLength) : text.slice(-seenLength);
  const masked = maskSecrets(plainOf(seen), secrets);
  // Colours and masks have made it shorter: something of it is shown all the same.
  const unsafe = seen === text ? 0 : Math.min(beyondLength, Math.ceil(masked.length / 2));
  const shown = Math.min(length, masked.length - unsafe);
  return from === 'start' ? masked.slice(0, shown) : masked.slice(masked.length - shown);
};

/** Lines of others, safe to show: of a long text the part on one side. */
export const safeText = (text: string, page: Page, from: Cut['from'] = 'start'): string => {
  const length = page.isDetailed ? detailedLength : compactLength;
  return maskedPart(text, { from, length, plainOf: plainTextOf }, page.secrets).replaceAll('\t', '    ');
};

/** One line of others, safe to show. */
export const safeLine = (text: string, { secrets }: Page): string =>
  maskedPart(text, { from: 'start', length: compactLength, plainOf: oneLineOf }, secrets);

/** The lines wrapped to `room` columns; white space at their beginning is kept, behind a wrap it is not. */
export const wrapped = (lines: readonly string[], room: number | null): readonly string[] =>
  room === null
    ? lines.map((line) => line.trimEnd())
    : lines.flatMap((line) => (line.length <= room / 2 ? [line.trimEnd()] : rowsOf(line, room)));

const rowsOf = (line: string, room: number): readonly string[] =>
  wrapAnsi(line, room, { hard: true, trim: false })
    .split('\n')
    .map((row, index) => (index === 0 ? row : row.trimStart()).trimEnd());

/** Longest line of a compact page without a width. */
const compactLineLength = 400;

/** One line as it fits into `room` columns: cut, or on a detailed page wrapped. */
export const fitted = (line: string, page: Page, room: number | null): readonly string[] => {
  if (page.isDetailed) return wrapped([line], room);
  return [cutToWidth(line.slice(0, compactLineLength), room ?? compactLineLength, widthOf).trimEnd()];
};

/** Where a block stands. */
export interface Place {
  readonly atMs: number | null;
  /** It belongs to a sub-agent. */
  readonly isNested: boolean;
}

/** Columns that a sub-agent's mark takes. */
export const nestingOf = ({ isNested }: Pick<Place, 'isNested'>): number =>
  isNested ? nestedMark.length : 0;

/** Rows with the time before the first of them. */
export const placed = (rows: readonly string[], place: Place, page: Page): readonly string[] => {
  const gutter = gutterOf(page);
  const blank = ' '.repeat(gutter);
  const mark = place.isNested ? page.paint('dim', nestedMark) : '';
  return rows.map((row, index) => {
    const before = gutter > 0 && index === 0 && place.atMs !== null ? stampOf(place.atMs, page) : blank;
    return row === '' && mark === '' && before === blank ? '' : `${before}${mark}${row}`;
  });
};

const localOf = (atMs: number, { utcOffsetMs }: Page): number => atMs + utcOffsetMs(atMs);

const stampOf = (atMs: number, page: Page): string => `${page.paint('dim', timeOf(localOf(atMs, page)))}  `;

/** `2026-11-20`, local. */
export const dayOf = (atMs: number, page: Page): string => dateOf(localOf(atMs, page));

/** `2026-11-20 14:18:02`, local. */
export const clockOf = (atMs: number, page: Page): string =>
  `${dayOf(atMs, page)} ${timeOf(localOf(atMs, page))}`;

/** Each row in a colour; null = none. */
export const painted = (
  rows: readonly string[],
  style: PaintStyle | null,
  { paint }: Page,
): readonly string[] => (style === null ? rows : rows.map((row) => (row === '' ? row : paint(style, row))));

/** How many lines of a text are shown, and from which end. */
export interface Cut {
  readonly count: number;
  readonly from: 'start' | 'end';
}

/** Lines of others, safe to show: all of them on a detailed page, else as many as the cut says, and how many more there are. */
export const excerptOf = (
  text: string,
  { count, from }: Cut,
  page: Page,
): { readonly lines: readonly string[]; readonly leftOut: number } => {
  const whole = text.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd();
  if (whole === '') return { lines: [], leftOut: 0 };
  if (page.isDetailed) return { lines: safeText(whole, page).split('\n'), leftOut: 0 };
  const near = safeText(whole, page, from).split('\n');
  const lineCount = Math.max(near.length, whole.length > compactLength ? countLines(whole) : 0);
  // A note takes a line too: nothing is cut for one line more.
  if (lineCount <= count + 1) return { lines: near, leftOut: 0 };
  const lines = from === 'start' ? near.slice(0, count) : near.slice(-count);
  return { lines, leftOut: lineCount - lines.length };
};

const countLines = (text: string): number => {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

/** `… 34 more lines (--detailed)`. */
export const leftOutNote = (count: number, which: 'more' | 'earlier'): string =>
  `… ${count} ${which} ${count === 1 ? 'line' : 'lines'} (--detailed)`;
