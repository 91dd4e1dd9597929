/** Borderless tables that fit a terminal: columns of little worth are dropped first, then long cells are cut. */

/** Columns of a terminal that a text takes. */
export type WidthOf = (text: string) => number;

/**
 * One column. `dropOrder` 1 goes first, absent = stays. `minWidth` set = may be cut down to that, but down to
 * `easyWidth` only while there are columns to drop.
 */
export interface Column {
  readonly heading: string;
  readonly dropOrder?: number;
  readonly minWidth?: number;
  readonly easyWidth?: number;
}

/** A table as text: the same number of cells in each row as there are columns, each cell one line. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** How much room there is: `width` null = any (a pipe: nothing is dropped or cut). */
export interface Room {
  readonly width: number | null;
  readonly widthOf: WidthOf;
}

const gap = '  ';

/** The heading line and one line per row, columns padded, no white space at line ends. */
export const renderTable = (table: Table, room: Room): readonly string[] => {
  const fitted = room.width === null ? table : dropColumns(table, { ...room, width: room.width });
  const widths = fittedWidths(fitted, room);
  return [fitted.columns.map(({ heading }) => heading), ...fitted.rows].map((cells) =>
    cells
      .map((cell, index) =>
        padTo(cutToWidth(cell, widths[index] ?? 0, room.widthOf), widths[index] ?? 0, room.widthOf),
      )
      .join(gap)
      .trimEnd(),
  );
};

const naturalWidths = ({ columns, rows }: Table, widthOf: WidthOf): readonly number[] =>
  columns.map(({ heading }, index) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, widths.length - 1);

/** Drops columns until the rest fits without its long cells cut to the least. */
const dropColumns = (table: Table, room: Room & { readonly width: number }): Table => {
  const least = naturalWidths(table, room.widthOf).map((width, index) =>
    Math.min(width, Math.max(table.columns[index]?.easyWidth ?? width, 1)),
  );
  if (totalOf(least) <= room.width) return table;
  const orders = table.columns.flatMap(({ dropOrder }) => (dropOrder === undefined ? [] : [dropOrder]));
  if (orders.length === 0) return table;
  const victim = table.columns.findIndex(({ dropOrder }) => dropOrder === Math.min(...orders));
  const without = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, index) => index !== victim);
  return dropColumns({ columns: without(table.columns), rows: table.rows.map(without) }, room);
};

/** Takes what is missing from the columns that may be cut: first down to what is easy to read, then to the least. */
const fittedWidths = (table: Table, { width, widthOf }: Room): readonly number[] => {
  const natural = naturalWidths(table, widthOf);
  if (width === null) return natural;
  const easy = shrunk(natural, { width, floors: table.columns.map(({ easyWidth }) => easyWidth) });
  return shrunk(easy, { width, floors: table.columns.map(({ minWidth }) => minWidth) });
};

const shrunk = (
  widths: readonly number[],
  { width, floors }: { readonly width: number; readonly floors: readonly (number | undefined)[] },
): readonly number[] =>
  floors.reduce<readonly number[]>((current, floor, index) => {
    const own = current[index] ?? 0;
    const excess = Math.max(0, totalOf(current) - width);
    return floor === undefined ? current : current.with(index, Math.max(Math.min(floor, own), own - excess));
  }, widths);

const padTo = (cell: string, width: number, widthOf: WidthOf): string =>
  cell + ' '.repeat(Math.max(0, width - widthOf(cell)));

/** Made when it is needed first: it takes longer than a whole table without long cells. */
let segmenter: Intl.Segmenter | undefined;

/** The cell, or as many whole characters of it as fit before `…`. */
export const cutToWidth = (cell: string, width: number, widthOf: WidthOf): string => {
  if (widthOf(cell) <= width) return cell;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(cell)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};
