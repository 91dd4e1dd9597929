/**
 * The terminal: stdout is the answer, stderr the narration; colours and links follow the terminal and its environment (abilities.ts).
 */
import { renderConsoleLine } from '../render/console-line.ts';
import { hyperlink, type Link } from '../render/hyperlink.ts';
import type { Paint } from '../render/status-table.ts';
import type { Narrator, NarratorLine } from '../world/world.ts';
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

/** How long the same line is not said again. */
const repeatMs = 60_000;

/** What was said last about a subject: one word, its texts and when each was said. */
interface Said {
  readonly word: string;
  readonly texts: Map<string, number>;
}

/** One console line per event. The same line comes at most once a minute, unless the subject had other news between. */
export const narratorOn = (terminal: Terminal): Narrator => {
  const said = new Map<string, Said>();
  const isRepeated = ({ subject, word, text, atMs }: NarratorLine): boolean => {
    const last = said.get(subject);
    const texts = last?.word === word && last.texts.size < 100 ? last.texts : new Map<string, number>();
    said.set(subject, { word, texts });
    const before = texts.get(text);
    if (before !== undefined && Math.abs(atMs - before) < repeatMs) return true;
    texts.set(text, atMs);
    return false;
  };
  return {
    tell: (line) => {
      if (!isRepeated(line)) terminal.say(lineOf(line));
    },
  };
};

const lineOf = (line: NarratorLine): string => {
  if (process.stderr.isTTY !== true) return renderConsoleLine(line, { kind: 'iso' });
  const width = process.stderr.columns || 80;
  return renderConsoleLine(line, { kind: 'local', utcOffsetMs: utcOffsetMs(line.atMs), width });
};

/** Local time minus UTC at an instant, milliseconds. */
export const utcOffsetMs = (atMs: number): number => -new Date(atMs).getTimezoneOffset() * 60_000;
