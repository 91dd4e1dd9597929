/**
 * Untrusted text as Markdown that shows the same characters and means nothing.
 *
 * Backslashes and entities do not stop GitHub from linking a mention or an address: it looks for them after the
 * Markdown is read. Text inside a code span is left alone, so exactly the characters that make a link (`@`, `://`,
 * the dot of `www.`) are set as code.
 * @see https://github.com/github/cmark-gfm/issues/181
 */

/** One line of well-formed text without control, direction-changing or invisible characters, single spaces. */
export const neutralise = (raw: string): string =>
  raw
    .toWellFormed()
    // Joiners stay: emoji and several scripts are spelled with them.
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();

/** At most `max` code points, the last one an ellipsis when something was cut off. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const points = Array.from(text);
  return points.length <= max
    ? text
    : `${points
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
};

const meaningful = new RegExp(
  [
    '(?:@|://|(?<=www)\\.)+',
    '[\\\\`*[\\]{}~|<]',
    // Money stays readable; anything else between dollars is mathematics on GitHub.
    '\\$(?!\\d)',
    '&(?=#|\\w)',
    // Inside a word an underscore means nothing.
    '(?<![a-z0-9])_|_(?![a-z0-9])',
  ].join('|'),
  'gi',
);

/** Escapes one-line text for a place inside a line; what is shown equals the text, character by character. */
export const escapeInline = (text: string): string =>
  text.replace(meaningful, (hit) => {
    // The entity also keeps programs that search for a marker from finding one.
    if (hit === '<') return '&lt;';
    return /^[@:.]/.test(hit) ? `\`${hit}\`` : `\\${hit}`;
  });

/**
 * What escaped one-line text shows: the inverse of {@link escapeInline}. A code span that is no part of a link keeps its
 * backticks, so that it is escaped to the same again.
 */
export const unescapeInline = (shown: string): string =>
  shown.replace(
    /\\(.)|&lt;|(`+)(.+?)(?<!`)\2(?!`)/g,
    (hit, escaped: string | undefined, _fence, code: string | undefined) => {
      if (escaped !== undefined) return escaped;
      if (code === undefined) return '<';
      return /^(?:@|:\/\/|\.)+$/.test(code) ? code : hit;
    },
  );

/** A code span showing `raw`; empty for text with nothing to show. */
export const codeSpan = (raw: string): string => {
  const text = cut(neutralise(raw).replaceAll('<!--', '<! --'), 300);
  if (text === '') return '';
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
};

/** Escapes text for the start of a list item: parts in single backticks become code, nothing else is markup. */
export const escapeNote = (raw: string): string => {
  const pieces = cut(neutralise(raw), 300).split(/(?<!`)`([^`]+)`(?!`)/);
  const shown = pieces.map((piece, index) => (index % 2 === 1 ? codeSpan(piece) : escapeInline(piece)));
  return escapeLineStart(shown.filter((piece) => piece !== '').reduce(joinApart, ''));
};

/** Two code spans that touch would be read as one. */
const joinApart = (left: string, right: string): string =>
  left.endsWith('`') && right.startsWith('`') ? `${left} ${right}` : left + right;

const escapeLineStart = (text: string): string =>
  text.replace(/^[-+=#>]/, '\\$&').replace(/^(\d{1,9})([.)])/, '$1\\$2');
