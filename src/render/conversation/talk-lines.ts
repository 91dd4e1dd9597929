/**
 * Everything of a conversation that is no tool: what was said, planned, and what went wrong on the way.
 */
import type { AgentEvent, PlanItem } from '../../model/agent-event.ts';
import { renderDuration } from '../duration.ts';
import type { PaintStyle } from '../status-table.ts';
import {
  clockOf,
  excerptOf,
  leftOutNote,
  nestingOf,
  type Page,
  type Place,
  painted,
  roomOf,
  safeLine,
  wrapped,
} from './page.ts';

type EventOf<Kind extends AgentEvent['kind']> = Extract<AgentEvent, { readonly kind: Kind }>;

/** Lines that a compact page shows of a message. */
const shownCount = { assistant: 60, reasoning: 3, user: 4 } as const;

/** A message: an agent's words as they are, a person's behind `>`, thoughts dim. */
export const messageRows = (message: EventOf<'message'>, place: Place, page: Page): readonly string[] => {
  const { role, text } = message;
  const { lines, leftOut } = excerptOf(text, { count: shownCount[role], from: 'start' }, page);
  const mark = role === 'user' ? '> ' : '';
  const rows = wrapped(lines, lessOf(roomOf(page, nestingOf(place)), mark.length)).map(
    (row) => `${mark}${row}`,
  );
  return shortened(painted(rows, styles[role], page), { leftOut, most: shownCount[role] }, page);
};

/** Rows of long lines are many, too: no more than `most` on a compact page. */
const shortened = (
  rows: readonly string[],
  { leftOut, most }: { readonly leftOut: number; readonly most: number },
  page: Page,
): readonly string[] => {
  const isLong = !page.isDetailed && rows.length > most + 1;
  const left = leftOut + (isLong ? rows.length - most : 0);
  const shown = isLong ? rows.slice(0, most) : rows;
  return left === 0 ? shown : [...shown, page.paint('dim', leftOutNote(left, 'more'))];
};

const lessOf = (room: number | null, columns: number): number | null =>
  room === null ? null : room - columns;

const styles: Readonly<Record<EventOf<'message'>['role'], PaintStyle | null>> = {
  assistant: null,
  reasoning: 'dim',
  user: 'cyan',
};

const planSigns = { done: '✓', active: '●', pending: '○' } as const;
const planItemCount = 12;

/** A plan, all its steps the first time, later how far it got and what is being done. */
export const planRows = (
  items: readonly PlanItem[],
  isFirst: boolean,
  place: Place,
  page: Page,
): readonly string[] => {
  const doneCount = items.filter(({ status }) => status === 'done').length;
  const now = items.find(({ status }) => status === 'active');
  const head = `${page.paint('bold', 'Plan')}  ${doneCount} of ${items.length} done`;
  const room = roomOf(page, nestingOf(place));
  if (!isFirst && !page.isDetailed) {
    const step = now === undefined ? '' : ` · ${planSigns.active} ${safeLine(now.text, page)}`;
    return wrapped([`${head}${step}`], room);
  }
  const shown = page.isDetailed ? items : items.slice(0, planItemCount);
  const rest = items.length - shown.length;
  return [
    head,
    ...wrapped(
      shown.map(({ status, text }) => `  ${planSigns[status]} ${safeLine(text, page)}`),
      room,
    ),
    ...(rest === 0 ? [] : [page.paint('dim', `  ${leftOutNote(rest, 'more')}`)]),
  ];
};

/** Model, session and version; nothing where none of it is told. */
export const sessionRows = (session: EventOf<'session'>, page: Page): readonly string[] => {
  const { sessionId, model, version } = session;
  const parts = [
    sessionId === null ? '' : `session ${safeLine(sessionId, page)}`,
    model === null ? '' : `model ${safeLine(model, page)}`,
    version === null ? '' : `version ${safeLine(version, page)}`,
  ].filter((part) => part !== '');
  return painted(wrapped(parts.length === 0 ? [] : [parts.join(' · ')], roomOf(page)), 'dim', page);
};

/** What went wrong, or may have. */
export type Trouble = EventOf<'retry' | 'limit' | 'notice' | 'error'>;

/** How many lines of an error are shown on a compact page. */
const troubleCut = { count: 6, from: 'start' } as const;

/** A trouble, its kind named before its words. */
export const troubleRows = (trouble: Trouble, place: Place, page: Page): readonly string[] => {
  const { lead, style } = leadOf(trouble, page);
  const { lines, leftOut } = excerptOf(trouble.message, troubleCut, page);
  const [first = '', ...rest] = lines;
  const text = lead === '' ? lines : [first === '' ? lead.replace(/: $/, '') : `${lead}${first}`, ...rest];
  const rows = painted(wrapped(text, roomOf(page, nestingOf(place))), style, page);
  return shortened(rows, { leftOut, most: troubleCut.count }, page);
};

const leadOf = (
  trouble: Trouble,
  page: Page,
): { readonly lead: string; readonly style: PaintStyle | null } => {
  switch (trouble.kind) {
    case 'retry':
      return { lead: `↻ ${retryWords(trouble)}: `, style: 'yellow' };
    case 'limit':
      return { lead: `▲ ${trouble.class.replace('_', ' ')}${untilWords(trouble, page)}: `, style: 'yellow' };
    case 'notice':
      return trouble.level === 'warn' ? { lead: '▲ ', style: 'yellow' } : { lead: '', style: 'dim' };
    default: {
      const named = [trouble.class === 'unknown' ? null : trouble.class.replaceAll('_', ' '), trouble.status];
      const words = named.filter((word) => word !== null).join(', ');
      return { lead: `✗ error${words === '' ? '' : ` (${words})`}: `, style: 'red' };
    }
  }
};

const retryWords = ({ attempt, maxAttempts, delayMs, status }: EventOf<'retry'>): string => {
  const which = attempt === null ? '' : ` ${attempt}${maxAttempts === null ? '' : ` of ${maxAttempts}`}`;
  const when = delayMs === null ? '' : ` in ${renderDuration(delayMs)}`;
  return `retry${which}${when}${status === null ? '' : ` (${status})`}`;
};

const untilWords = ({ resetAtMs, waitMs }: EventOf<'limit'>, page: Page): string => {
  if (resetAtMs !== null) return ` until ${clockOf(resetAtMs, page)}`;
  return waitMs === null ? '' : ` for ${renderDuration(waitMs)}`;
};

/** The end of a turn that was not the last one. */
export const turnRow = ({ reason, turns, durationMs }: EventOf<'result'>): string => {
  const parts = [
    `turn over: ${reason.replaceAll('_', ' ')}`,
    turns === null ? '' : `${turns} ${turns === 1 ? 'turn' : 'turns'}`,
    durationMs === null ? '' : renderDuration(durationMs),
  ];
  return parts.filter((part) => part !== '').join(' · ');
};
