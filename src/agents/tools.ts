/**
 * Tool calls in one form: what a tool does, by its name; one line about it, by its input; a plan, where it is one.
 */
import type { AgentEventBody, PlanItem, ToolKind } from '../model/agent-event.ts';
import { type Json, listOf, recordOf, textOf } from './fields.ts';

const kinds: readonly (readonly [ToolKind, RegExp])[] = [
  ['mcp', /^mcp(?:__|_tool)/i],
  ['plan', /todo|plan/i],
  ['shell', /bash|shell|command|exec|terminal/i],
  ['task', /^(?:task|agent)|subagent|delegate/i],
  ['web', /web|fetch|browser|url/i],
  ['search', /grep|glob|search|find/i],
  ['edit', /edit|patch|replace|file_change/i],
  ['write', /write|create/i],
  ['read', /read|view|^ls$|list|^cat$/i],
];

const toolKindOf = (name: string): ToolKind => kinds.find(([, names]) => names.test(name))?.[0] ?? 'other';

const tellingKeys = [
  'command',
  'commands',
  'file_path',
  'filePath',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
];

/** The first telling field as one line. */
const summaryOf = (input: unknown): string => {
  const fields = recordOf(input);
  for (const key of tellingKeys) {
    const value = fields[key];
    const text = textOf(Array.isArray(value) ? value[0] : value);
    if (text !== null) return firstLineOf(text);
  }
  return typeof input === 'string' ? firstLineOf(input) : '';
};

const firstLineOf = (text: string): string => {
  const cut = text.slice(0, 200);
  const end = cut.indexOf('\n');
  return end < 0 ? cut : cut.slice(0, end);
};

/** What a CLI tells of a call. */
export interface CallSource {
  readonly callId: unknown;
  readonly name: unknown;
  readonly input: unknown;
}

/** The call, and its plan when it sets one. */
export const callEventsOf = ({ callId, name, input }: CallSource): readonly AgentEventBody[] => {
  const called = textOf(name) ?? 'unknown';
  const tool = toolKindOf(called);
  const call: AgentEventBody = {
    kind: 'tool-call',
    callId: textOf(callId) ?? '',
    name: called,
    tool,
    input,
    summary: summaryOf(input),
  };
  return tool === 'plan' ? [call, ...planEventsOf(input)] : [call];
};

/** A plan in `todos`, `items` or `plan`; nothing when there is none. */
export const planEventsOf = (source: unknown): readonly AgentEventBody[] => {
  const { todos, items, plan } = recordOf(source);
  const steps = [todos, items, plan].map(listOf).find((list) => list.length > 0) ?? [];
  const found = steps.map(recordOf).flatMap(planItemOf);
  return found.length === 0 ? [] : [{ kind: 'plan', items: found }];
};

const planItemOf = (step: Json): readonly PlanItem[] => {
  const text = ['content', 'text', 'description', 'step', 'title']
    .map((key) => textOf(step[key]))
    .find(Boolean);
  const word = step.completed === true ? 'done' : (textOf(step.status) ?? '');
  const status = /done|complete/i.test(word) ? 'done' : /progress|active/i.test(word) ? 'active' : 'pending';
  return typeof text === 'string' ? [{ text, status }] : [];
};

const exitCodeInText = /^Exit code (\d+)|^Exit Code: (\d+)|(?:exited|completed) with (?:exit )?code (\d+)/im;

/** The exit code that a tool's output names at its beginning or end, or null. */
export const exitCodeOf = (output: string): number | null => {
  const told = exitCodeInText.exec(
    output.length > 1000 ? `${output.slice(0, 200)}\n${output.slice(-400)}` : output,
  );
  const digits = told?.[1] ?? told?.[2] ?? told?.[3];
  return digits === undefined ? null : Number(digits);
};

/** What a CLI tells of the end of a call. */
export interface ResultSource {
  readonly callId: unknown;
  readonly ok: boolean;
  readonly output: string;
  readonly exitCode?: number | null;
  readonly denied?: boolean;
  readonly durationMs?: number | null;
}

/** The end of a call: not ok either when its command failed. */
export const resultEventOf = (source: ResultSource): AgentEventBody => {
  const exitCode = source.exitCode ?? null;
  return {
    kind: 'tool-result',
    callId: textOf(source.callId) ?? '',
    ok: source.ok && (exitCode ?? 0) === 0,
    output: source.output,
    exitCode,
    denied: source.denied ?? false,
    durationMs: source.durationMs ?? null,
  };
};
