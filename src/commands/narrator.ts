/**
 * The narration of what goes on, a line per event; apart from the terminal, since most commands have nothing to narrate.
 */
import { renderConsoleLine } from '../render/console-line.ts';
import type { Narrator, NarratorLine } from '../world/world.ts';
import { type Terminal, utcOffsetMs } from './terminal.ts';

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
