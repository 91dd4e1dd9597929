/**
 * A small scanner for TypeScript: text in, words, strings and punctuation out, comments left out. It knows just
 * enough (strings, templates with their holes, regular expressions) never to take text inside a string or a comment
 * for code.
 */

/** One token. `text` of a string is its content without quotes; a template with holes is punctuation, not a string. */
export interface Token {
  readonly kind: 'word' | 'string' | 'mark';
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

type Found = { readonly kind: Token['kind'] | 'space'; readonly text: string; readonly end: number };

/** Words after which a slash starts a regular expression. */
const BEFORE_EXPRESSION = new Set(
  'return typeof case in of do else void delete throw new await yield'.split(' '),
);

const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$]*|\d[\w.]*/uy;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+|^#![^\n]*/y;
const QUOTED = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const REGULAR = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

const matchAt = (pattern: RegExp, source: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
};

/** End of a template's literal part that starts at `at`: after its closing backtick, or after `${`. */
const endOfTemplatePart = (source: string, at: number): number => {
  for (let i = at; i < source.length; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === '`') return i + 1;
    else if (source.startsWith('${', i)) return i + 2;
  }
  return source.length;
};

const startsRegular = (last: Token | undefined): boolean =>
  last === undefined ||
  (last.kind === 'mark' && !')]}'.includes(last.text)) ||
  (last.kind === 'word' && BEFORE_EXPRESSION.has(last.text));

/** The next piece of ordinary code; templates are the caller's business. */
const readPiece = (source: string, at: number, last: Token | undefined): Found => {
  const space = matchAt(SPACE, source, at);
  if (space) return { kind: 'space', text: space, end: at + space.length };
  const quoted = matchAt(QUOTED, source, at);
  if (quoted) return { kind: 'string', text: quoted.slice(1, -1), end: at + quoted.length };
  const word = matchAt(WORD, source, at);
  if (word) return { kind: 'word', text: word, end: at + word.length };
  const regular = source[at] === '/' && startsRegular(last) ? matchAt(REGULAR, source, at) : undefined;
  if (regular) return { kind: 'mark', text: '/regular/', end: at + regular.length };
  return { kind: 'mark', text: source[at] ?? '', end: at + 1 };
};

/** A template's part that starts at `at`, on its opening backtick or on the `}` that closes a hole. */
const readTemplatePart = (source: string, at: number): Found & { readonly opensHole: boolean } => {
  const end = endOfTemplatePart(source, at + 1);
  const opensHole = source.startsWith('${', end - 2);
  const isWhole = source[at] === '`' && !opensHole;
  return {
    kind: isWhole ? 'string' : 'mark',
    text: isWhole ? source.slice(at + 1, end - 1) : '`',
    end,
    opensHole,
  };
};

/** All tokens of a TypeScript text, in order. */
export const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = [];
  /** Open braces; true for the hole of a template, which continues the template when it closes. */
  const braces: boolean[] = [];
  let line = 1;
  for (let at = 0; at < source.length; ) {
    const closesHole = source[at] === '}' && braces.at(-1) === true;
    const part = source[at] === '`' || closesHole ? readTemplatePart(source, at) : undefined;
    const found = part ?? readPiece(source, at, tokens.at(-1));
    if (found.text === '}' || closesHole) braces.pop();
    if (found.kind === 'mark' && found.text === '{') braces.push(false);
    if (part?.opensHole) braces.push(true);
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text, line });
    line += source.slice(at, found.end).split('\n').length - 1;
    at = found.end;
  }
  return tokens;
};
