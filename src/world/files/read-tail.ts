/**
 * The end of a file that may be large and may be growing.
 */
import { closeSync, readSync } from 'node:fs';
import { readFailure } from './classify.ts';
import { openRegular } from './read-text.ts';

const blockBytes = 64 * 1024;
const newline = 0x0a;

/**
 * Last `lineCount` lines without line ends, at most `maxBytes` of them; none when there is no file. A line that begins
 * before these bytes is left out, unless it is the only one: then its end is shown, without what may be the rest of a word
 * that nobody would know for a secret any more.
 * @throws TransientError unreadable.
 */
export const readTail = (path: string, lineCount: number, maxBytes: number): readonly string[] => {
  const file = openRegular(path);
  if (file === null) return [];
  try {
    const { bytes, isWhole } = readEnd(file, { lineCount, maxBytes });
    return lastLines(bytes, isWhole).slice(-lineCount || Number.POSITIVE_INFINITY);
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    closeSync(file.fd);
  }
};

interface Limits {
  readonly lineCount: number;
  readonly maxBytes: number;
}

/** Reads backwards, block by block, until there are enough lines or bytes. */
const readEnd = (file: { readonly fd: number; readonly size: number }, { lineCount, maxBytes }: Limits) => {
  const floor = Math.max(0, file.size - maxBytes);
  let start = file.size;
  let bytes = Buffer.alloc(0);
  while (start > floor && countLines(bytes) <= lineCount) {
    const from = Math.max(floor, start - blockBytes);
    const block = Buffer.alloc(start - from);
    const readCount = readSync(file.fd, block, 0, block.length, from);
    // A file cut short meanwhile: what lay behind is gone.
    bytes = readCount < block.length ? block.subarray(0, readCount) : Buffer.concat([block, bytes]);
    start = from;
  }
  return { bytes, isWhole: start === 0 };
};

const countLines = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
};

/** Longer than a secret is, where there is so much. */
const unsafeLength = 8192;

const endOf = (line: string): string => {
  const end = line.replace(/^\uFFFD+/, '');
  return end.slice(Math.min(unsafeLength, Math.ceil(end.length / 2))).replace(/^[\uDC00-\uDFFF]/, '');
};

const lastLines = (bytes: Buffer, isWhole: boolean): readonly string[] => {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = '', ...rest] = lines;
  const whole = isWhole ? lines : rest.length > 0 ? rest : [endOf(first)];
  return whole.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
};
