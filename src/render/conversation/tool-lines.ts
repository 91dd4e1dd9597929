/**
 * A tool call as lines: what was called on one line, with its end at the end of it; below that what it changed in a file
 * or said, cut short.
 */
import type { AgentEventBody } from '../../model/agent-event.ts';
import { renderDuration } from '../duration.ts';
import type { PaintStyle } from '../status-table.ts';
import { cutToWidth } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { type FileEdit, fileEditOf, pathOf, type ToolCall } from './file-edits.ts';
import {
  type Cut,
  excerptOf,
  fitted,
  leftOutNote,
  nestingOf,
  type Page,
  type Place,
  painted,
  roomOf,
  safeLine,
} from './page.ts';

/** The end of a call. */
export type ToolResult = Extract<AgentEventBody, { readonly kind: 'tool-result' }>;

/** What is kept of a call until its end: text that is safe to show, never its whole input. */
export interface CallText {
  readonly tool: ToolCall['tool'];
  readonly name: string;
  readonly title: string;
  /** Lines of a command behind its first. */
  readonly more: readonly string[];
  readonly edit: FileEdit | null;
  readonly place: Place;
}

const maxNameWidth = 40;

/** Columns for the name of a tool: those of MCP servers are long. */
const nameRoom = (page: Page): number =>
  Math.min(maxNameWidth, Math.ceil((roomOf(page) ?? 2 * maxNameWidth) / 2));

const detailIndent = '    ';

/** What is shown of a call. */
export const callTextOf = (call: ToolCall, place: Place, page: Page): CallText => {
  const edit = fileEditOf(call);
  const command = call.tool === 'shell' ? commandOf(call) : null;
  const lines = command === null ? [] : excerptOf(command, { count: 1, from: 'start' }, page).lines;
  const count = command === null ? 0 : command.trim().split('\n').length - 1;
  const more = count > 0 && !page.isDetailed ? ` (+${count} ${count === 1 ? 'line' : 'lines'})` : '';
  return {
    tool: call.tool,
    name: cutToWidth(safeLine(call.name, page), nameRoom(page), widthOf),
    title: command === null ? safeLine(titleOf(call, edit, page), page) : `${(lines[0] ?? '').trim()}${more}`,
    more: page.isDetailed ? lines.slice(1) : [],
    edit: edit === null ? null : { ...edit, rows: shownRows(edit, page) },
    place,
  };
};

/** What a shell was told to do, without the shell around it. */
const shellAround = /^(?:\/\S*\/)?(?:ba|z|da)?sh -l?c (['"])([\s\S]*)\1$/;

const commandOf = ({ input, summary }: ToolCall): string => {
  const { command, commands } = (typeof input === 'object' && input !== null ? input : {}) as {
    readonly command?: unknown;
    readonly commands?: unknown;
  };
  const list = Array.isArray(command) ? command : Array.isArray(commands) ? commands : [command];
  const text = list.filter((part) => typeof part === 'string').join(Array.isArray(command) ? ' ' : '\n');
  return (shellAround.exec(text)?.[2] ?? text) || summary;
};

const titleOf = (call: ToolCall, edit: FileEdit | null, page: Page): string => {
  const files = edit?.files ?? [];
  if (files.length > 0)
    return files
      .map(({ path, what }) => `${shortPath(path, page)}${what === null ? '' : ` (${what})`}`)
      .join(', ');
  const path = call.tool === 'read' ? pathOf(call) : null;
  return shortPath(path ?? call.summary, page);
};

const shortPath = (path: string, { rootPaths }: Page): string => {
  const root = rootPaths.find((candidate) => path.startsWith(candidate) && path.length > candidate.length);
  return root === undefined ? path : path.slice(root.length);
};

const compactRowCount = 8;

/** As many rows as are shown, and one that says how many are not. */
const shownRows = ({ rows }: FileEdit, page: Page): readonly string[] => {
  const safe = (shown: readonly string[]): readonly string[] =>
    shown.map((row) => `${row.charAt(0)} ${excerptOf(row.slice(1), oneRow, page).lines[0] ?? ''}`.trimEnd());
  if (page.isDetailed || rows.length <= compactRowCount + 1) return safe(rows);
  return [...safe(rows.slice(0, compactRowCount)), leftOutNote(rows.length - compactRowCount, 'more')];
};

const oneRow: Cut = { count: 1, from: 'start' };

/** A call that is not over. `open`: it may still end; `lost`: the log ends without its end. */
export const openCallRows = (call: CallText, state: 'open' | 'lost', page: Page): readonly string[] => {
  const [sign, style, word] =
    state === 'open' ? (['▸', 'cyan', ''] as const) : (['?', 'yellow', 'no result'] as const);
  return [headRow(call, { sign, style, words: [word] }, page), ...changeRows(call, page)];
};

/** A call and its end. `isTold`: that it began stands on the page already. */
export const endedCallRows = (
  call: CallText,
  {
    result,
    isTold,
    durationMs,
  }: { readonly result: ToolResult; readonly isTold: boolean; readonly durationMs: number | null },
  page: Page,
): readonly string[] => {
  const { ok } = result;
  const isUndone = !ok && call.edit !== null && !page.isDetailed;
  const counts = ok ? countWords(call) : [];
  const words = [...counts, endWord(call, result), durationWord(call, durationMs, page)];
  const head = headRow(call, { sign: ok ? '✓' : '✗', style: ok ? 'green' : 'red', words }, page);
  return [head, ...(isTold || isUndone ? [] : changeRows(call, page)), ...outputRows(call, result, page)];
};

const headRow = (
  { name, title, place }: CallText,
  {
    sign,
    style,
    words,
  }: { readonly sign: string; readonly style: PaintStyle; readonly words: readonly string[] },
  page: Page,
): string => {
  const { paint } = page;
  const end = words.filter((word) => word !== '').join('  ');
  const room = roomOf(page, nestingOf(place));
  const taken = widthOf(`${sign} ${name}  `) + (end === '' ? 0 : widthOf(end) + 2);
  const most = room === null ? compactTitleLength : Math.max(leastTitle, room - taken);
  const shown = cutToWidth(title, page.isDetailed ? Number.POSITIVE_INFINITY : most, widthOf);
  const parts = [
    `${paint(style, sign)} ${paint('bold', name)}`,
    shown,
    end === '' ? '' : paint(endStyle(style), end),
  ];
  return parts.filter((part) => part !== '').join('  ');
};

const compactTitleLength = 200;
const leastTitle = 10;
const endStyle = (style: PaintStyle): PaintStyle => (style === 'green' || style === 'cyan' ? 'dim' : style);

const countWords = ({ edit }: CallText): readonly string[] => {
  const parts = [edit?.added ? `+${edit.added}` : '', edit?.removed ? `-${edit.removed}` : ''].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? [] : [parts.join(' ')];
};

const endWord = ({ tool }: CallText, { ok, exitCode, denied }: ToolResult): string => {
  if (denied) return 'denied';
  if (exitCode !== null && (!ok || tool === 'shell')) return `exit ${exitCode}`;
  return ok ? '' : 'failed';
};

const quick: readonly ToolCall['tool'][] = ['read', 'write', 'edit', 'search', 'plan'];

/** That a file was written in a few milliseconds says nothing. */
const durationWord = ({ tool }: CallText, durationMs: number | null, { isDetailed }: Page): string => {
  if (durationMs === null || (!isDetailed && durationMs < 1000 && quick.includes(tool))) return '';
  return durationMs > 1000 && durationMs < 10_000
    ? `${(durationMs / 1000).toFixed(1)}s`
    : renderDuration(durationMs);
};

const changeRows = (call: CallText, page: Page): readonly string[] => {
  const room = roomOf(page, nestingOf(call.place) + detailIndent.length);
  const more = call.more.flatMap((line) => painted(fitted(line, page, room), 'dim', page));
  const rows = (call.edit?.rows ?? []).flatMap((row) =>
    painted(fitted(row, page, room), rowStyle(row), page),
  );
  return [...more, ...rows].map(indented);
};

const indented = (row: string): string => (row === '' ? row : `${detailIndent}${row}`);

const rowStyle = (row: string): PaintStyle =>
  row.startsWith('+') ? 'green' : row.startsWith('-') ? 'red' : 'dim';

/** What CLIs put around the output of a command, beside it: the exit code stands in the head already. */
const frames: readonly (readonly [RegExp, string])[] = [
  [/^Exit code:? \d+\n/i, ''],
  [/\n?<shellId: \d+ completed with exit code \d+>\s*$/, ''],
  [/^Command: [\s\S]*?\nDirectory: .*\nOutput: ([\s\S]*?)\nError: ([\s\S]*?)\nExit Code: [\s\S]*$/, '$1\n$2'],
  [/^\((?:empty|none)\)$/gm, ''],
];

const withoutFrame = (output: string): string =>
  output.length > framedLength
    ? output
    : frames.reduce((text, [frame, inner]) => text.replace(frame, inner), output);

const framedLength = 100_000;

/** What of a tool's output is shown: the beginning of a good one, the end of a bad one, where the reason stands. */
const outputCut = ({ tool }: CallText, { ok }: ToolResult, { isDetailed }: Page): Cut | null => {
  if (!ok) return { count: 10, from: 'end' };
  return quick.includes(tool) && !isDetailed ? null : { count: 3, from: 'start' };
};

const outputRows = (call: CallText, result: ToolResult, page: Page): readonly string[] => {
  const cut = outputCut(call, result, page);
  if (cut === null) return [];
  const { lines, leftOut } = excerptOf(
    call.tool === 'shell' ? withoutFrame(result.output) : result.output,
    cut,
    page,
  );
  const room = roomOf(page, nestingOf(call.place) + detailIndent.length);
  const rows = lines.flatMap((line) => fitted(line, page, room));
  const note = leftOut === 0 ? [] : [leftOutNote(leftOut, cut.from === 'start' ? 'more' : 'earlier')];
  return painted(cut.from === 'start' ? [...rows, ...note] : [...note, ...rows], 'dim', page).map(indented);
};
