/**
 * What a tool call does to a file, by its input, whichever names its CLI has for the fields: text in place of other
 * text, a whole file, a patch, or only names of files.
 */
import { structuredPatch } from 'diff';
import type { AgentEventBody } from '../../model/agent-event.ts';

/** A call of a tool. */
export type ToolCall = Extract<AgentEventBody, { readonly kind: 'tool-call' }>;

/** One edit. `rows` begin with `+`, `-` or a space; `added`, `removed` null = not told. */
export interface FileEdit {
  readonly files: readonly { readonly path: string; readonly what: string | null }[];
  readonly added: number | null;
  readonly removed: number | null;
  readonly rows: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const firstText = (fields: Fields, names: readonly string[]): string | null => {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string') return value;
  }
  return null;
};

const pathNames = ['file_path', 'filePath', 'path', 'filename', 'target_file', 'notebook_path'];
const beforeNames = ['old_string', 'oldString', 'old_str', 'oldText', 'old_text', 'search'];
const afterNames = ['new_string', 'newString', 'new_str', 'newText', 'new_text', 'replace', 'new_source'];
const wholeNames = ['content', 'file_text', 'contents', 'text'];
const patchNames = ['patch', 'patchText', 'diff', 'input', 'unified_diff'];

/** The file that a call is about, or null. */
export const pathOf = ({ input }: ToolCall): string | null => firstText(fieldsOf(input), pathNames);

/** More rows than anybody reads; keeps a huge edit from taking the memory. */
const rowLimit = 2000;
/** Longer texts are counted, not compared. */
const comparedLength = 200_000;
/** Texts that differ in more lines have nothing in common that is worth looking for. */
const maxEditLength = 1000;

/** What the call does to files; null when it is no edit. */
export const fileEditOf = (call: ToolCall): FileEdit | null => {
  if (call.tool !== 'edit' && call.tool !== 'write') return null;
  const input = fieldsOf(call.input);
  const path = pathOf(call);
  const patch = typeof call.input === 'string' ? call.input : firstText(input, patchNames);
  const files = filesOf(input, path);
  if (patch !== null && firstText(input, wholeNames) === null)
    return { files: files.length > 0 ? files : filesInPatch(patch), ...ofPatch(patch) };
  const pairs = pairsOf(input);
  if (pairs.length === 0) return { files, added: null, removed: null, rows: [] };
  return { files, ...joined(pairs.map(ofPair)) };
};

const filesOf = ({ changes }: Fields, path: string | null): FileEdit['files'] => {
  const named = Array.isArray(changes) ? changes.map(fieldsOf) : [];
  const files = named.flatMap((change) => {
    const own = firstText(change, pathNames);
    return own === null ? [] : [{ path: own, what: firstText(change, ['kind', 'type']) }];
  });
  return files.length > 0 || path === null ? files : [{ path, what: null }];
};

const filesInPatch = (patch: string): FileEdit['files'] =>
  [
    ...patch
      .slice(0, comparedLength)
      .matchAll(/^\*\*\* (Add|Update|Delete) File: (.+)$|^\+\+\+ (?:b\/)?(.+)$/gm),
  ]
    .slice(0, 20)
    .map(([, what, path, other]) => ({ path: path ?? other ?? '', what: what?.toLowerCase() ?? null }));

type Change = Pick<FileEdit, 'rows'> & { readonly added: number; readonly removed: number };

const ofPatch = (patch: string): Change => {
  const lines = patch.slice(0, comparedLength).split('\n');
  const changed = lines.filter((line) => /^[+-](?![+-]{2} )/.test(line));
  const added = changed.filter((line) => line.startsWith('+')).length;
  return { rows: changed.slice(0, rowLimit), added, removed: changed.length - added };
};

/** What was there, and what is there then; a new file has nothing before. */
interface Pair {
  readonly before: string;
  readonly after: string;
}

const pairsOf = (input: Fields): readonly Pair[] => {
  const several = Array.isArray(input.edits) ? input.edits.map(fieldsOf).flatMap(pairsOf) : [];
  if (several.length > 0) return several;
  const before = firstText(input, beforeNames);
  const after = firstText(input, afterNames) ?? firstText(input, wholeNames);
  return before === null && after === null ? [] : [{ before: before ?? '', after: after ?? '' }];
};

const joined = (changes: readonly Change[]): Change => ({
  rows: changes.flatMap(({ rows }) => rows).slice(0, rowLimit),
  added: changes.reduce((sum, { added }) => sum + added, 0),
  removed: changes.reduce((sum, { removed }) => sum + removed, 0),
});

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const ofPair = ({ before, after }: Pair): Change => {
  if (before === '' || after === '' || before.length + after.length > comparedLength)
    return ofWholes(linesOf(before), linesOf(after));
  const options = { context: 1, maxEditLength };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  if (patch === undefined) return ofWholes(linesOf(before), linesOf(after));
  const rows = patch.hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('\\'));
  return {
    rows: rows.slice(0, rowLimit),
    added: rows.filter((row) => row.startsWith('+')).length,
    removed: rows.filter((row) => row.startsWith('-')).length,
  };
};

const ofWholes = (before: readonly string[], after: readonly string[]): Change => ({
  rows: [
    ...before.slice(0, rowLimit).map((line) => `-${line}`),
    ...after.slice(0, rowLimit).map((line) => `+${line}`),
  ],
  added: after.length,
  removed: before.length,
});
