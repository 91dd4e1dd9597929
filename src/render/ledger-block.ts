/**
 * Where the managed block lies in a file.
 */
import { beginMarker, endMarker } from './ledger-format.ts';

/** Offsets of the block, markers included (`start`, `end`) and left out (`innerStart`, `innerEnd`). */
export type BlockPlace =
  | {
      readonly kind: 'block';
      readonly start: number;
      readonly end: number;
      readonly innerStart: number;
      readonly innerEnd: number;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly why: string };

/** A marker counts only alone on its line, so that a sentence may speak of it. */
const markerLine =
  /(?<![^\r\n])(?<lead>[ \t\uFEFF]*)(?<marker><!--[ \t]*coordinator:(?<word>begin|end)[ \t]*-->)[ \t]*(?![^\r\n])/g;

/** Finds the block by its two markers. */
export const placeBlock = (text: string): BlockPlace => {
  const found = [...text.matchAll(markerLine)].map(({ index, groups }) => {
    const start = index + (groups?.lead ?? '').length;
    return { word: groups?.word, start, end: start + (groups?.marker ?? '').length };
  });
  if (found.length === 0) return { kind: 'absent' };
  const [begin, extraBegin] = found.filter(({ word }) => word === 'begin');
  const [end, extraEnd] = found.filter(({ word }) => word === 'end');
  if (begin === undefined) return damaged(`the line ${beginMarker} is missing`);
  if (end === undefined) return damaged(`the line ${endMarker} is missing`);
  if (extraBegin !== undefined) return damaged(`there is more than one line ${beginMarker}`);
  if (extraEnd !== undefined) return damaged(`there is more than one line ${endMarker}`);
  if (end.start < begin.start) return damaged(`${endMarker} comes before ${beginMarker}`);
  return { kind: 'block', start: begin.start, innerStart: begin.end, innerEnd: end.start, end: end.end };
};

const damaged = (why: string): BlockPlace => ({ kind: 'damaged', why });

/** The text without its marker lines; nothing else is taken out. */
export const withoutMarkerLines = (text: string): string =>
  text.replace(new RegExp(`${markerLine.source}(?:\\r\\n|\\r|\\n)?`, 'g'), '$<lead>');
