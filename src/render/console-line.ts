/** The console of `run`: one line per change of state, nothing between; on a terminal it wraps behind the indent of its text. */
import { hanging } from './hanging.ts';
import { oneLineOf } from './plain-text.ts';
import { widthOf } from './text-width.ts';
import { isoOf, timeOf } from './utc-time.ts';

/** What a line says; the fields of `NarratorLine` (world/world.ts). */
export interface ConsoleLine {
  readonly atMs: number;
  readonly subject: string;
  readonly word: string;
  readonly text: string;
}

/** Where it is shown. `utcOffsetMs`: local time minus UTC at that instant, +3,600,000 for Berlin in winter. */
export type ConsoleClock =
  | {
      readonly kind: 'local';
      readonly utcOffsetMs: number;
      /** Columns; absent = any: nothing is wrapped. */
      readonly width?: number;
    }
  | { readonly kind: 'iso' };

const columnWidth = 18;

/**
 * One line, or what it is wrapped to, without its end: `14:18:02  gh-42  running    attempt 1 of 3, claude, trees/gh-42: Title`, with local time
 * for a terminal and ISO time for a file. Whatever a title says, no control character reaches the terminal.
 */
export const renderConsoleLine = (line: ConsoleLine, clock: ConsoleClock): string => {
  const time = clock.kind === 'local' ? timeOf(line.atMs + clock.utcOffsetMs) : isoOf(line.atMs);
  const word = oneLineOf(line.word);
  const subject = oneLineOf(line.subject).padEnd(word === '' ? 0 : 5);
  const head = word === '' ? subject : `${subject}  ${word}`;
  const text = oneLineOf(line.text);
  if (text === '') return `${time}  ${head}`.trimEnd();
  const before = `${time}  ${head.padEnd(columnWidth - 2)}  `;
  const width = (clock.kind === 'local' ? clock.width : undefined) ?? null;
  return hanging(before, text, { width, indent: widthOf(before) })
    .join('\n')
    .trimEnd();
};
