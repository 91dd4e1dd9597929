/**
 * Text written by others, made harmless inside Markdown that GitHub renders.
 *
 * A backslash stops markup, but not what GitHub does to the rendered text: mentions, issue references, bare links
 * and emoji names are found after Markdown is done. Those are broken up with a zero-width space.
 */
import { longestRunOf, oneLineOf, plainTextOf } from './plain-text.ts';

const gap = '\u200b';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;' };

/** Any text as one line of Markdown that shows the text itself: no markup, HTML, mention, reference or link. */
export const escapeInline = (text: string): string =>
  breakReferences(oneLineOf(text))
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/[&<>$]/g, (character) => entities[character] ?? character)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');

/** @see GitHub's autolinked references: `@login`, `#12`, `GH-12`, `owner/name#12`, bare URLs, `:name:`. */
const breakReferences = (line: string): string =>
  line
    .replace(/[@#]/g, `$&${gap}`)
    .replace(/gh-(?=\d)/gi, `$&${gap}`)
    .replace(/:(?=\/\/)/g, `:${gap}`)
    .replace(/www\./gi, `www${gap}.`)
    .replace(/(mailto|xmpp):/gi, `$1${gap}:`)
    .replace(/:(?=[\w+-]+:)/g, `:${gap}`);

/** Any text as an inline code span, on one line; not for tables, where a pipe in it would end the cell. */
export const codeSpanOf = (text: string): string => {
  const line = withoutComments(oneLineOf(text));
  if (line === '') return '` `';
  const fence = '`'.repeat(longestRunOf(line, '`') + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
};

/** A mark in code is no mark to Markdown, but to whoever searches the text for it. */
const withoutComments = (text: string): string => text.replaceAll('<!--', `<${gap}!--`);

/** Any lines as a fenced code block that they cannot close. No HTML comment begins in it. */
export const codeBlockOf = (text: string, info = 'text'): string => {
  const plain = withoutComments(plainTextOf(text));
  const fence = '`'.repeat(Math.max(3, longestRunOf(plain, '`') + 1));
  return `${fence}${info}\n${plain}\n${fence}`;
};
