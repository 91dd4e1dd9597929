/**
 * The terminal: stdout is the answer, stderr the narration; colours and links follow the terminal and its environment (abilities.ts).
 */
import { hyperlink, type Link } from '../render/hyperlink.ts';
import type { Paint } from '../render/status-table.ts';
import { hasColour, hasLinks } from './abilities.ts';
import { neverBlock, openLines } from './output.ts';

/** Where a command speaks. */
export interface Terminal {
  /** One or more lines of the answer. */
  answer(text: string): void;
  /** One line of narration. */
  say(text: string): void;
  readonly paint: Paint;
  readonly link: Link;
  /** Columns; null = not a terminal. */
  readonly width: number | null;
}

const codes: Readonly<Record<Parameters<Paint>[0], readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** The terminal of this process; writing to it never waits. */
export const openTerminal = (): Terminal => {
  neverBlock(process.stdout);
  neverBlock(process.stderr);
  const output = { env: process.env, isTty: process.stdout.isTTY === true };
  const isColoured = hasColour(output);
  const isLinked = hasLinks(output);
  return {
    answer: (text) => void process.stdout.write(`${text}\n`),
    say: openLines(process.stderr),
    paint: (style, text) =>
      isColoured ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text,
    link: isLinked ? hyperlink : (text) => text,
    width: process.stdout.isTTY === true ? (process.stdout.columns ?? 80) : null,
  };
};

/** Local time minus UTC at an instant, milliseconds. */
export const utcOffsetMs = (atMs: number): number => -new Date(atMs).getTimezoneOffset() * 60_000;
