/**
 * One row of the ledger as Markdown: its line, and its notes as nested bullets.
 */
import { keyOf } from '../model/ids.ts';
import type { LedgerNote, LedgerPart, LedgerRow } from '../model/ledger.ts';
import { codeSpan, cut, escapeInline, escapeNote, neutralise } from './ledger-escape.ts';
import { isLiveSection, markOf } from './ledger-format.ts';
import { moneyText } from './money.ts';
import { dateOf, minuteOf } from './utc-time.ts';

/** Code points of a title that are shown. */
export const maxTitleLength = 120;

/** Renders a row, several lines, no line end after the last. */
export const renderRow = (row: LedgerRow): string => {
  const notes = row.notes.map(renderNote).filter((note) => note !== '');
  return [
    `- ${markOf[row.section]} ${keyOf(row.issue)}: ${renderTitle(row.title)}${renderSuffix(row)}`,
    ...notes.map((note) => `  - ${note}`),
  ].join('\n');
};

/** Title as shown: one line, cut, without meaning. */
export const renderTitle = (title: string): string =>
  escapeInline(cut(neutralise(title), maxTitleLength)) || '(no title)';

const renderSuffix = ({ section, priority, pullRequest }: LedgerRow): string => {
  if (isLiveSection(section)) return ` {p${priority}}`;
  if (pullRequest === null || section !== 'completed') return '';
  const name = `PR #${pullRequest.number}`;
  // Two tildes in an address would read as a line that somebody struck through.
  const url = pullRequest.url.replaceAll('~', '%7E');
  return isPlainUrl(url) ? ` ([${name}](${url}))` : ` (${name})`;
};

const isPlainUrl = (url: string): boolean => /^https?:\/\/[\w.:-]+\/[\w./%~#?&=+-]*$/.test(url);

const renderNote = (note: LedgerNote): string =>
  note
    .map(renderPart)
    .filter((part) => part !== '')
    .join(' · ');

const renderPart = (part: LedgerPart): string => {
  if ('text' in part) return escapeNote(part.text);
  if ('spent' in part) return moneyText(part.spent) ?? '';
  const shown = 'code' in part ? codeSpan(part.code) : `${dateOf(part.atMs)} ${minuteOf(part.atMs)}`;
  const label = escapeNote(part.label ?? '');
  return label === '' || shown === '' ? shown : `${label} ${shown}`;
};
