/**
 * The grammar of one row's first line, read as it stands in the file: a Markdown parser knows neither `[-]` nor
 * `[❌ w-3fa2c1]`, and in the raw line an escaped bracket of a title still is escaped.
 */
import type { LedgerEntry, LedgerMark } from '../model/ledger.ts';
import type { Priority } from '../model/task.ts';
import { cut, neutralise } from './ledger-escape.ts';

/** What one line says, wherever it stands. */
export type RowLine = Omit<LedgerEntry, 'section'>;

/** How much a line must look like a row. `item`: list item; `nested`: item inside an item; `bare`: no list item. */
export type RowPlace = 'item' | 'nested' | 'bare';

const cancelSign = /[❌🚫]/u;
const bullet = /^(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const legacyBox = /^\[\s*[❌🚫]\uFE0F?\s+w-[0-9a-z]+[^[\]]*\]/iu;
const box = /^\[([^[\]\n]{0,60})\]\s*/u;
/** Signs, emphasis and strike marks before the key; words only where a box and a colon show that it is a row. */
const key = /^(?<signs>[^\p{L}\p{N}[\]`{}<>\\]{0,16}?)gh-(?<issue>[1-9]\d{0,9})(?![\w-])(?<rest>.*)$/isu;
const keyAfterWords =
  /^(?<signs>[^\p{L}\p{N}[\]`{}<>\\]{0,16}?)(?:[^\s[\]`{}<>\\]{1,30}\s+){1,4}gh-(?<issue>[1-9]\d{0,9})(?<rest>:.*)$/isu;
const struckSpan = /(?<!\\)(~~?)(?!~)(.*?)(?<!\\)\1(?!~)/g;
const priorityBraces = /\{\s*p\s*([0-3])\s*\}/gi;
const reasonLine = /^[*_]{0,2}reason[*_]{0,2}\s*:[*_]{0,2}\s*(\S.*)$/i;

/** The line without its bullet and the spaces around. */
export const withoutBullet = (line: string): string => line.trim().replace(bullet, '').trim();

/** True for a line, trimmed, that starts a list item. */
export const hasBullet = (line: string): boolean => bullet.test(line);

/** True for a bulleted line with a box and a key: a row, however far it is indented. */
export const looksLikeRow = (line: string): boolean =>
  hasBullet(line) && parseRowLine(withoutBullet(line), 'nested') !== null;

/** Reads a line without bullet; null when it is not a row. */
export const parseRowLine = (line: string, place: RowPlace): RowLine | null => {
  const { opening, inner, tail } = splitBox(line);
  if (place === 'bare' && !(inner !== null && opening === '' && cancelSign.test(inner))) return null;
  if (place === 'nested' && inner === null) return null;
  const match = key.exec(tail) ?? (inner === null ? null : keyAfterWords.exec(tail));
  if (match?.groups === undefined) return null;
  const { signs = '', issue = '', rest = '' } = match.groups;
  const legacyCancel = place === 'bare' || legacyBox.test(line);
  return {
    issue: Number(issue),
    mark: markFrom(inner, signs),
    struck: isStruck(opening + tail),
    priority: priorityFrom(rest),
    cancelReason: legacyCancel ? reasonFrom(rest) : null,
    legacyCancel,
  };
};

/** The reason in a line such as `Reason: superseded`, bullet taken off; null when it is none. */
export const parseReasonLine = (line: string): string | null => {
  const reason = reasonLine.exec(line)?.[1];
  return reason === undefined ? null : reasonFrom(reason);
};

/** `inner` is what stands in the box, null without one; `opening` are emphasis or strike marks before it. */
const splitBox = (line: string): { opening: string; inner: string | null; tail: string } => {
  const opening = /^[~*_]{0,4}/.exec(line)?.[0] ?? '';
  const found = box.exec(line.slice(opening.length));
  const inner = found?.[1] ?? null;
  const isBox = inner !== null && (inner.trim().length <= 1 || /\p{Extended_Pictographic}/u.test(inner));
  if (!isBox || found === null) return { opening: '', inner: null, tail: line };
  return { opening, inner, tail: line.slice(opening.length + found[0].length) };
};

const markFrom = (inner: string | null, signs: string): LedgerMark => {
  const content = inner?.trim() ?? '';
  if (content === '-' || cancelSign.test(content) || cancelSign.test(signs)) return 'cancelled';
  return /^[xX✓✔✅]/u.test(content) ? 'ticked' : 'open';
};

/** Struck is a row whose key, or all of whose title, is struck through. */
const isStruck = (text: string): boolean => {
  const left = text.replace(struckSpan, '');
  if (left === text) return false;
  const title = key.exec(left)?.groups?.rest;
  return (
    title === undefined || !/[\p{L}\p{N}]/u.test(title.replace(priorityBraces, '').replace(/\(\[.*$/, ''))
  );
};

const priorityFrom = (rest: string): Priority | null => {
  const digit = [...rest.matchAll(priorityBraces)].at(-1)?.[1];
  return digit === undefined ? null : (Number(digit) as Priority);
};

const reasonFrom = (rest: string): string | null =>
  cut(neutralise(rest.replace(priorityBraces, '').replace(/^[\s:–—-]+/, '')), 200) || null;
