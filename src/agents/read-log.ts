/**
 * A log as it grows: bytes in, events out. A line is read when its end has come, whatever pieces it arrives in; what is no
 * JSON object becomes a notice. At most one line is held, and of a longer one than `longestLineBytes` nothing.
 */
import type { AgentEvent, LogFormat } from '../model/agent-event.ts';

/** A log being read. */
export interface LogReading {
  /** Takes the next bytes; they are not kept. */
  readonly feed: (bytes: Uint8Array) => void;
  /** Reads a last line without an end. Nothing is to be fed after it. */
  readonly end: () => void;
}

/** What reading needs. */
export interface LogReadingRequest {
  /** Null: every line is a notice. */
  readonly format: LogFormat | null;
  /** Takes an event and the number of its line, from 1. */
  readonly onEvent: (event: AgentEvent, line: number) => void;
  /** Smaller only in tests. */
  readonly longestBytes?: number;
}

/** Far beyond any line seen; keeps one bad file from taking the memory. */
const longestLineBytes = 16 * 1024 * 1024;
const newline = 10;
const nothing = new Uint8Array();

/** Begins to read a log. */
export const openLogReading = (request: LogReadingRequest): LogReading => {
  const { longestBytes = longestLineBytes } = request;
  const lines = openLines({ ...request, longestBytes });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isSkipping = false;

  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0 || isSkipping) return;
    isSkipping = heldBytes + bytes.length > longestBytes;
    if (isSkipping) held = [];
    else held.push(bytes.slice());
    heldBytes = isSkipping ? 0 : heldBytes + bytes.length;
  };
  /** Reads the line of which the beginning is held. */
  const endHeld = (rest: Uint8Array): void => {
    hold(rest);
    if (isSkipping) lines.skip();
    else lines.readOne(joined(held, heldBytes));
    held = [];
    heldBytes = 0;
    isSkipping = false;
  };
  const isInLine = (): boolean => heldBytes > 0 || isSkipping;
  return {
    feed: (bytes) => {
      const last = bytes.lastIndexOf(newline);
      let start = 0;
      if (last >= 0 && isInLine()) {
        start = bytes.indexOf(newline) + 1;
        endHeld(bytes.subarray(0, start - 1));
      }
      if (last >= start) lines.readAll(bytes.subarray(start, last + 1));
      hold(bytes.subarray(last + 1));
    },
    end: () => {
      if (isInLine()) endHeld(nothing);
    },
  };
};

const joined = (parts: readonly Uint8Array[], bytes: number): Uint8Array => {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

/** Whole lines, counted and read. */
interface Lines {
  /** Lines with their ends. */
  readonly readAll: (bytes: Uint8Array) => void;
  /** One line without its end. */
  readonly readOne: (bytes: Uint8Array) => void;
  /** A line that was too long to be held. */
  readonly skip: () => void;
}

const openLines = (request: Required<LogReadingRequest>): Lines => {
  const { format, longestBytes } = request;
  const reader = format?.open() ?? null;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let count = 0;
  const tell = (message: string): void =>
    request.onEvent({ kind: 'notice', level: 'info', message, atMs: null, parent: null }, count);
  const read = (text: string): void => {
    count += 1;
    const isTooLong = text.length > longestBytes;
    const value = reader === null || isTooLong ? null : parsed(text);
    if (isTooLong) tell(tooLong(longestBytes));
    else if (reader !== null && isRecord(value))
      for (const event of reader(value)) request.onEvent(event, count);
    else if (text.trim() !== '') tell(text.slice(0, noticeCharacters));
  };
  const readText = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (format !== null && isSilent(text, start, format)) count += 1;
      else read(text.slice(start, end));
      start = end + 1;
    }
  };
  return {
    readAll: (bytes) => {
      for (let start = 0; start < bytes.length; ) {
        const end = endOfBlock(bytes, start);
        readText(decoder.decode(bytes.subarray(start, end)));
        start = end;
      }
    },
    readOne: (bytes) => readText(`${decoder.decode(bytes)}\n`),
    skip: () => {
      count += 1;
      tell(tooLong(longestBytes));
    },
  };
};

/**
 * So much is made text at once. A text that fits the processor's caches, and is no large object to the garbage collector, is
 * parsed half as fast again as one of 256 KB; and what is not ASCII makes only its own block a wide text.
 */
const blockBytes = 32 * 1024;

/** Where a block of whole lines ends: after the last line that fits, or after a longer one. */
const endOfBlock = (bytes: Uint8Array, start: number): number => {
  if (bytes.length - start <= blockBytes) return bytes.length;
  const last = bytes.lastIndexOf(newline, start + blockBytes - 1);
  return (last >= start ? last : bytes.indexOf(newline, start + blockBytes)) + 1;
};

const noticeCharacters = 500;
const byteOrderMark = '\uFEFF';
const typeFirst = '{"type":"';

/** True for a whole line, by its end, that begins with a type of which the reader makes nothing. */
const isSilent = (text: string, start: number, { silentTypes }: LogFormat): boolean => {
  if (silentTypes.size === 0 || !text.startsWith(typeFirst, start)) return false;
  const from = start + typeFirst.length;
  const end = text.indexOf('"', from);
  return end >= 0 && end - from <= 64 && silentTypes.has(text.slice(from, end));
};

const tooLong = (bytes: number): string => `a line of more than ${bytes} bytes was left out`;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown =>
  tried(text) ?? (text.startsWith(byteOrderMark) ? tried(text.slice(1)) : null);

/** Null when it is no JSON. */
const tried = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
