/** The text of the file, parsed with positions. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { ConfigFile } from './file.ts';
import type { Place, Problem } from './problems.ts';

/** A parsed file: its value, what YAML itself finds wrong, and where a path of keys is written. */
export interface ConfigSource {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The place of a key, or of its value: `where` as `coordinator.yml:4:3`, `excerpt` that line with a caret. */
  locate(path: readonly PropertyKey[], atKey: boolean): Place;
}

/** Parses the text of a file. An empty file has the value null. */
export const parseSource = ({ name, text }: ConfigFile): ConfigSource => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    logLevel: 'error',
    uniqueKeys: true,
  });
  const at = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(Math.min(start, text.length));
    const excerpt = excerptOf(text, {
      line: Math.max(1, line),
      column: Math.max(1, col),
      length: end - start,
    });
    return { where: `${name}:${Math.max(1, line)}:${Math.max(1, col)}`, excerpt, offset: start };
  };
  const complaints = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0], error.pos[1]),
    message: syntaxMessage(error, text),
  }));
  const read = contentOf(document);
  const unreadable = read.why === null || complaints.length > 0 ? [] : [{ ...at(0, 1), message: read.why }];
  return {
    value: read.value,
    problems: [...complaints, ...unreadable],
    locate: (path, atKey) => at(...rangeOf(document, path, atKey)),
  };
};

/** Aliases are resolved here, which fails for unknown ones and for those that multiply without end. */
const contentOf = (document: Document): { readonly value: unknown; readonly why: string | null } => {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), why: null };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { value: null, why: 'an alias (*name) has no anchor (&name), or aliases are used too often' };
  }
};

const syntaxMessage = (
  error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] },
  text: string,
): string => {
  if (error.code !== 'DUPLICATE_KEY') return `not valid YAML: ${error.message.split('\n')[0]}`;
  const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? '';
  return `the key ${JSON.stringify(key)} is there twice`;
};

/** Start and end of the deepest node on the path that exists. */
const rangeOf = (document: Document, path: readonly PropertyKey[], atKey: boolean): [number, number] => {
  let node: unknown = document.contents;
  let range = offsetsOf(node);
  for (const [index, step] of path.entries()) {
    const target = isAlias(node) ? node.resolve(document) : node;
    const isLast = index === path.length - 1;
    if (isMap(target)) {
      const pair: Pair | undefined = target.items.find(({ key }) => keyText(key) === String(step));
      if (pair === undefined) return range;
      node = pair.value;
      const value = isScalar(node) && node.source === '' ? [0, 0] : offsetsOf(node);
      range = (isLast && atKey) || value[1] === 0 || !isLast ? offsetsOf(pair.key) : offsetsOf(node);
    } else if (isSeq(target)) {
      node = target.items[Number(step)];
      range = offsetsOf(node);
    } else return range;
  }
  return range;
};

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

const offsetsOf = (node: unknown): [number, number] => {
  const range = (node as Node | null | undefined)?.range;
  return range ? [range[0], Math.max(range[1], range[0])] : [0, 0];
};

const windowWidth = 100;

/** The line, and a caret line below; a long line is shown around the place. */
const excerptOf = (
  text: string,
  place: { readonly line: number; readonly column: number; readonly length: number },
): readonly string[] => {
  const line = (text.split('\n')[place.line - 1] ?? '').replace(/\p{Cc}/gu, ' ').trimEnd();
  const from = place.column > windowWidth - 20 ? place.column - 20 : 0;
  const shown = line.slice(from, from + windowWidth);
  const column = place.column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(place.length, shown.length - column)));
  const margin = `  ${place.line} | `;
  return [`${margin}${shown}`, `${' '.repeat(margin.length - 2)}| ${' '.repeat(column)}${carets}`];
};
