/**
 * Whether a log is what its agent's format promises, told by its beginning: another program may have written it, or a
 * version of the CLI that writes something else.
 */
import type { LogFormat } from '../model/agent-event.ts';
import { openLogReading } from './read-log.ts';

/** `events`: there is something that the format knows. `lines`: only text so far. `strange`: JSON that it does not know. */
export type Recognized = 'events' | 'lines' | 'strange' | 'nothing';

/** The beginning of a log being looked at. */
export interface Recognizing {
  readonly feed: (bytes: Uint8Array) => void;
  readonly verdict: () => Recognized;
}

const newline = 10;

/** Begins to look. Whole lines count only. */
export const openRecognizing = (format: LogFormat): Recognizing => {
  let lineCount = 0;
  let textCount = 0;
  let hasEvents = false;
  const reading = openLogReading({
    format,
    onEvent: ({ kind }) => {
      if (kind === 'notice') textCount += 1;
      else hasEvents = true;
    },
  });
  return {
    feed: (bytes) => {
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lineCount += 1;
      reading.feed(bytes);
    },
    verdict: () => {
      if (hasEvents) return 'events';
      if (lineCount === 0) return 'nothing';
      return textCount > 0 && textCount >= lineCount ? 'lines' : 'strange';
    },
  };
};
