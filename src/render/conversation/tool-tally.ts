/**
 * How often each tool was used, how it went and how long it took.
 */
import type { AgentEvent } from '../../model/agent-event.ts';
import { renderDuration } from '../duration.ts';
import { renderTable } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { type Page, safeLine } from './page.ts';

/** One tool, by its CLI's name. `durationMs` null: none of its calls tells how long it took. */
export interface ToolCount {
  readonly name: string;
  readonly calls: number;
  readonly failures: number;
  readonly denials: number;
  readonly durationMs: number | null;
}

/** Counts in the making; memory does not grow with the log. */
export interface ToolTally {
  readonly add: (event: AgentEvent) => void;
  /** Most used first. */
  readonly counts: () => readonly ToolCount[];
}

const namedCount = 200;
const openCount = 1000;

type Counting = { -readonly [Key in keyof ToolCount]: ToolCount[Key] };

/** Begins to count. */
export const openToolTally = (): ToolTally => {
  const tools = new Map<string, Counting>();
  const open = new Map<string, { readonly tool: Counting; readonly atMs: number | null }>();
  const toolNamed = (name: string): Counting => {
    const key = tools.has(name) || tools.size < namedCount ? name : '(other)';
    const known = tools.get(key) ?? { name: key, calls: 0, failures: 0, denials: 0, durationMs: null };
    tools.set(key, known);
    return known;
  };
  return {
    add: (event) => {
      if (event.kind === 'tool-call') {
        const tool = toolNamed(event.name);
        tool.calls += 1;
        if (open.size < openCount) open.set(event.callId, { tool, atMs: event.atMs });
      }
      if (event.kind !== 'tool-result') return;
      const call = open.get(event.callId);
      open.delete(event.callId);
      if (call === undefined) return;
      if (event.denied) call.tool.denials += 1;
      else if (!event.ok) call.tool.failures += 1;
      const took = event.durationMs ?? spanOf(call.atMs, event.atMs);
      if (took !== null) call.tool.durationMs = (call.tool.durationMs ?? 0) + took;
    },
    counts: () => [...tools.values()].toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1)),
  };
};

const spanOf = (startMs: number | null, endMs: number | null): number | null =>
  startMs === null || endMs === null ? null : Math.max(0, endMs - startMs);

const columns = [
  { heading: 'TOOL', minWidth: 12 },
  { heading: 'CALLS' },
  { heading: 'FAILED' },
  { heading: 'DENIED' },
  { heading: 'TIME' },
];

/** A table of the counts; a sentence where there are none. */
export const toolTallyLines = (counts: readonly ToolCount[], page: Page): readonly string[] => {
  if (counts.length === 0) return ['No tool was used.'];
  const rows = counts.map(({ name, calls, failures, denials, durationMs }) => [
    safeLine(name, page),
    String(calls),
    failures === 0 ? '-' : String(failures),
    denials === 0 ? '-' : String(denials),
    durationMs === null ? '-' : renderDuration(durationMs),
  ]);
  return renderTable({ columns, rows }, { width: page.width, widthOf });
};
