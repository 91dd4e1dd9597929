/**
 * A log as it grows: bytes in, events out. A line is read when its end has come, whatever pieces it arrives in; what is no
 * JSON object becomes a notice. At most one line is held, and of a longer one than `longestLineBytes` nothing.
 */
import type { AgentEvent, LineReader } from '../model/agent-event.ts';

/** An event with the number of its line, from 1. */
export type OnEvent = (event: AgentEvent, line: number) => void;

/** A log being read. */
export interface LogReading {
  /** Takes the next bytes; they are not kept. */
  readonly feed: (bytes: Uint8Array) => void;
  /** Reads a last line without an end. Nothing is to be fed after it. */
  readonly end: () => void;
}

/** Far beyond any line seen; keeps one bad file from taking the memory. */
const longestLineBytes = 16 * 1024 * 1024;
const newline = 10;
const noticeCharacters = 500;
const byteOrderMark = '\uFEFF';

/** What reading needs; without `reader` every line is a notice. */
export interface LogReadingRequest {
  readonly reader: LineReader | null;
  readonly onEvent: OnEvent;
  /** Smaller only in tests. */
  readonly longestBytes?: number;
}

/** Begins to read a log. */
export const openLogReading = (request: LogReadingRequest): LogReading => {
  const { longestBytes = longestLineBytes } = request;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let lineCount = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isSkipping = false;

  const readText = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lineCount += 1;
      readLine(text.slice(start, end), lineCount, request);
      start = end + 1;
    }
  };
  const drop = (): void => {
    held = [];
    heldBytes = 0;
  };
  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0 || isSkipping) return;
    if (heldBytes + bytes.length > longestBytes) {
      isSkipping = true;
      drop();
      return;
    }
    held.push(bytes.slice());
    heldBytes += bytes.length;
  };
  /** Ends the line of which the beginning is held. */
  const endHeld = (rest: Uint8Array): void => {
    hold(rest);
    if (isSkipping) {
      lineCount += 1;
      isSkipping = false;
      tellTooLong(lineCount, request);
      return;
    }
    readText(decoder.decode(joined(held, heldBytes)));
    drop();
  };
  const newlineByte = Uint8Array.of(newline);
  return {
    feed: (bytes) => {
      let rest = bytes;
      if (heldBytes > 0 || isSkipping) {
        const first = rest.indexOf(newline);
        if (first < 0) return hold(rest);
        endHeld(rest.subarray(0, isSkipping ? first : first + 1));
        rest = rest.subarray(first + 1);
      }
      const last = rest.lastIndexOf(newline);
      if (last >= 0) readText(decoder.decode(rest.subarray(0, last + 1)));
      hold(rest.subarray(last + 1));
    },
    end: () => {
      if (heldBytes > 0 || isSkipping) endHeld(isSkipping ? new Uint8Array() : newlineByte);
    },
  };
};

const joined = (parts: readonly Uint8Array[], bytes: number): Uint8Array => {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

const readLine = (text: string, line: number, request: LogReadingRequest): void => {
  const { reader, onEvent, longestBytes = longestLineBytes } = request;
  if (text.length > longestBytes) return tellTooLong(line, request);
  const value = reader === null ? null : parsed(text);
  if (reader === null || typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (text.trim() !== '') tell(text.slice(0, noticeCharacters), line, request);
    return;
  }
  for (const event of reader(value as Record<string, unknown>)) onEvent(event, line);
};

const tell = (message: string, line: number, { onEvent }: LogReadingRequest): void =>
  onEvent({ kind: 'notice', level: 'info', message, atMs: null, parent: null }, line);

const tellTooLong = (line: number, request: LogReadingRequest): void =>
  tell(`a line of more than ${request.longestBytes ?? longestLineBytes} bytes was left out`, line, request);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text);
  } catch {
    return null;
  }
};
