/** Lines for a terminal that wrap at words and keep the indent of their text. */
import { wrapAnsi } from 'fast-wrap-ansi';

/** Fewer columns for a text would be a word a line. */
const leastRoom = 16;

/** Where a text stands: `width` null = any (a pipe: nothing is wrapped). */
export interface Hanging {
  readonly width: number | null;
  /** Columns before the text; those of `head` on its first line. */
  readonly indent: number;
}

/** The text behind `head`, wrapped, its later lines indented; a narrow terminal gets less of an indent. */
export const hanging = (head: string, text: string, { width, indent }: Hanging): readonly string[] => {
  if (width === null) return [`${head}${text}`];
  if (width - indent >= leastRoom) {
    const rows = rowsOf(text, width - indent);
    return rows.map((row, index) => `${index === 0 ? head : ' '.repeat(indent)}${row}`.trimEnd());
  }
  const narrow = Math.min(indent, 2);
  const rows = rowsOf(`${head}${text}`, Math.max(1, width - narrow));
  return rows.map((row, index) => `${index === 0 ? '' : ' '.repeat(narrow)}${row}`.trimEnd());
};

/** A line of its own, later lines indented by two columns. */
export const wrappedLine = (line: string, width: number | null): readonly string[] =>
  width === null ? [line] : rowsOf(line, width - 2).map((row, index) => (index === 0 ? row : `  ${row}`));

const rowsOf = (text: string, room: number): readonly string[] =>
  wrapAnsi(text, room, { hard: true, trim: false })
    .split('\n')
    .map((row, index) => (index === 0 ? row : row.trimStart()).trimEnd());
