/**
 * What a module takes from other modules, and what it gives: read from its text, types included, because TypeScript 7
 * has no compiler API to ask.
 */
import { type Token, tokensOf } from './tokens.ts';

/** One mention of another module. `specifier` null: computed at run time, so nobody can tell where it points. */
export interface ImportSeen {
  readonly specifier: string | null;
  readonly line: number;
  /** `type` for whatever the compiler erases; an inline `type` name in an ordinary import is not erased. */
  readonly kind: 'value' | 'type' | 'dynamic' | 're-export';
}

/** A module's surface. `isBarrel`: it does nothing but pass on what others export. */
export interface ModuleSeen {
  readonly imports: readonly ImportSeen[];
  readonly hasDefaultExport: boolean;
  readonly isBarrel: boolean;
}

interface Cursor {
  readonly tokens: readonly Token[];
  readonly at: number;
}

const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'word' && token.text === text;
const isMark = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'mark' && token.text === text;

/** The string after the next `from`, unless the statement ends before. */
const readFrom = ({ tokens, at }: Cursor): string | undefined => {
  for (let i = at; i < tokens.length; i += 1) {
    const token = tokens[i];
    const next = tokens[i + 1];
    if (isWord(token, 'from') && next?.kind === 'string') return next.text;
    if (isMark(token, ';') || isMark(token, '=') || isMark(token, '(')) return undefined;
  }
  return undefined;
};

const readImport = ({ tokens, at }: Cursor): ImportSeen | undefined => {
  const line = tokens[at]?.line ?? 0;
  const next = tokens[at + 1];
  if (isMark(next, '.') || isMark(next, ':') || isMark(tokens[at - 1], '.')) return undefined;
  if (next?.kind === 'string') return { specifier: next.text, line, kind: 'value' };
  if (isMark(next, '(')) {
    const target = tokens[at + 2];
    const isLiteral = target?.kind === 'string' && !isMark(tokens[at + 3], '+');
    return { specifier: isLiteral ? target.text : null, line, kind: 'dynamic' };
  }
  const specifier = readFrom({ tokens, at: at + 1 });
  const isType = isWord(next, 'type') && !isWord(tokens[at + 2], 'from');
  return specifier === undefined ? undefined : { specifier, line, kind: isType ? 'type' : 'value' };
};

const readReExport = ({ tokens, at }: Cursor): ImportSeen | undefined => {
  const start = isWord(tokens[at + 1], 'type') ? at + 2 : at + 1;
  if (!isMark(tokens[start], '*') && !isMark(tokens[start], '{')) return undefined;
  const close = isMark(tokens[start], '{') ? tokens.findIndex((t, i) => i > start && isMark(t, '}')) : start;
  const after = tokens[close + 1];
  if (!isWord(after, 'from') && !isWord(after, 'as')) return undefined;
  const specifier = readFrom({ tokens, at: close + 1 });
  return specifier === undefined ? undefined : { specifier, line: tokens[at]?.line ?? 0, kind: 're-export' };
};

const isDefaultExport = ({ tokens, at }: Cursor): boolean => {
  if (isWord(tokens[at + 1], 'default')) return true;
  if (!isMark(tokens[at + 1], '{')) return false;
  const names = tokens.slice(
    at + 2,
    tokens.findIndex((t, i) => i > at && isMark(t, '}')),
  );
  return names.some((t, i) => isWord(t, 'as') && isWord(names[i + 1], 'default'));
};

/** Everything a TypeScript text imports and whether it exports a default. */
export const moduleOf = (source: string): ModuleSeen => {
  const tokens = tokensOf(source);
  const imports: ImportSeen[] = [];
  const exportsAt = tokens.flatMap((t, at) =>
    isWord(t, 'export') && !isMark(tokens[at - 1], '.') ? [at] : [],
  );
  for (const [at, token] of tokens.entries()) {
    const seen = isWord(token, 'import') ? readImport({ tokens, at }) : undefined;
    if (seen) imports.push(seen);
  }
  const passedOn = exportsAt.flatMap((at) => readReExport({ tokens, at }) ?? []);
  return {
    imports: [...imports, ...passedOn].sort((a, b) => a.line - b.line),
    hasDefaultExport: exportsAt.some((at) => isDefaultExport({ tokens, at })),
    isBarrel: passedOn.length > 0 && passedOn.length === exportsAt.length && imports.length === 0,
  };
};
