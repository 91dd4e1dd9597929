import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEvent, AgentEventBody, LineReader, LogFormat, Tokens } from '../model/agent-event.ts';
import { errorEventsOf, eventsAt, messageOf, retryOf, sessionOf, usageOf, verdictOf } from './bodies.ts';
import { contentTextOf, countOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, planEventsOf, resultEventOf } from './tools.ts';
import { statusOf, troubleClassOf } from './trouble.ts';

const options = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'] as const;

/**
 * Codex without a person in front of it. Its own sandbox forbids commits in a worktree and then says that all is well,
 * so it runs without. The closing `-` makes it read standard input.
 */
export const codex: AgentDefinition = {
  settings: {
    command: ['codex', 'exec', ...options, '-'],
    prompt: 'stdin',
    log: 'codex',
    env: {},
    model: ['-m', '{model}'],
    effort: ['-c', 'model_reasoning_effort={effort}'],
    resume: ['codex', 'exec', 'resume', '{session}', ...options, '-'],
  },
  permissions: {
    mode: 'no sandbox',
    arguments: ['--dangerously-bypass-approvals-and-sandbox'],
    meaning: 'asks for nothing; its own sandbox would forbid commits in a worktree',
  },
  takes: { mentions: false, commands: false },
  login: {
    variables: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
    files: ['.codex/auth.json'],
    fix: 'Run codex login',
  },
  versionCommand: ['codex', '--version'],
  testedVersion: '0.169.0',
  install: 'npm install --global @openai/codex',
  limits: { turns: null, dollars: null, shownAs: 'error lines "Reconnecting... 2/5", then turn.failed' },
  reports: { tokens: 'session', cost: 'none' },
  stop: { signal: 'SIGINT', graceMs: 5000, lingerAfterResultMs: null },
};

/** Calls that were begun and not ended; more than this many at once are counted anew at their end. */
const openCallsCount = 1000;

const createReader = (): LineReader => {
  const open = new Set<string>();
  return (line) => at(ofLine(line, open));
};

const at = (bodies: readonly AgentEventBody[]): readonly AgentEvent[] => eventsAt(bodies, null);

const ofLine = (line: Json, open: Set<string>): readonly AgentEventBody[] => {
  switch (line.type) {
    case 'thread.started':
      return [sessionOf({ sessionId: textOf(line.thread_id) })];
    case 'turn.started':
      return [{ kind: 'turn', phase: 'start' }];
    case 'item.started':
    case 'item.updated':
    case 'item.completed':
      return ofItem(recordOf(line.item), line.type === 'item.completed', open);
    case 'turn.completed':
      return [...ofUsage(line.usage), verdictOf('completed')];
    case 'turn.failed':
      return ofFailure(textOf(recordOf(line.error).message) ?? 'the turn failed');
    case 'error':
      return ofError(textOf(line.message) ?? '');
    default:
      return [];
  }
};

/** Of the whole thread. */
const ofUsage = (value: unknown): readonly AgentEventBody[] => {
  return value === undefined || value === null ? [] : [usageOf('session', codexTokensOf(recordOf(value)))];
};

/** Its input has all cached tokens in it. */
export const codexTokensOf = (usage: Json): Tokens => {
  const cacheRead = countOf(usage.cached_input_tokens);
  const cacheWrite = countOf(usage.cache_write_input_tokens);
  return {
    input: Math.max(0, countOf(usage.input_tokens) - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    output: countOf(usage.output_tokens),
    reasoning: countOf(usage.reasoning_output_tokens),
  };
};

const ofFailure = (message: string): readonly AgentEventBody[] => {
  const name = troubleClassOf({ message });
  return [
    ...errorEventsOf({ message, status: statusOf(message), class: name, fatal: true }),
    verdictOf(name),
  ];
};

/** A retry, or a copy of the failure that follows: never the end by itself. */
const ofError = (message: string): readonly AgentEventBody[] => {
  const retry = /^Reconnecting\.\.\. (?:(\d+)\/(\d+))?/.exec(message);
  if (retry === null) return errorEventsOf({ message, status: statusOf(message), fatal: false });
  const [, attempt, most] = retry;
  return [
    retryOf({
      attempt: attempt === undefined ? null : Number(attempt),
      maxAttempts: most === undefined ? null : Number(most),
      status: statusOf(message),
      message,
    }),
  ];
};

const ofItem = (item: Json, isOver: boolean, open: Set<string>): readonly AgentEventBody[] => {
  const id = textOf(item.id) ?? '';
  switch (item.type) {
    case 'agent_message':
      return isOver ? messageOf('assistant', textOf(item.text), id) : [];
    case 'reasoning':
      return isOver ? messageOf('reasoning', textOf(item.text), id) : [];
    case 'todo_list':
      return planEventsOf(item);
    case 'error':
      return [{ kind: 'notice', level: 'warn', message: textOf(item.message) ?? '' }];
    case 'command_execution':
    case 'file_change':
    case 'mcp_tool_call':
    case 'web_search':
    case 'collab_tool_call':
      return ofTool(item, { id, isOver, open });
    default:
      return [];
  }
};

interface ToolState {
  readonly id: string;
  readonly isOver: boolean;
  readonly open: Set<string>;
}

const ofTool = (item: Json, { id, isOver, open }: ToolState): readonly AgentEventBody[] => {
  const call = open.has(id) ? [] : callEventsOf({ callId: id, name: nameOf(item), input: inputOf(item) });
  if (!isOver) {
    if (open.size < openCallsCount) open.add(id);
    return call;
  }
  open.delete(id);
  const output = textOf(item.aggregated_output) ?? contentTextOf(recordOf(item.result).content);
  const result = resultEventOf({
    callId: id,
    ok: item.status === undefined || item.status === 'completed',
    output: output || (textOf(recordOf(item.error).message) ?? ''),
    exitCode: numberOf(item.exit_code),
    denied: item.status === 'declined',
  });
  return [...call, result];
};

const nameOf = (item: Json): string =>
  item.type === 'mcp_tool_call'
    ? `mcp__${textOf(item.server) ?? ''}__${textOf(item.tool) ?? ''}`
    : (textOf(item.type) ?? 'unknown');

const inputOf = (item: Json): unknown => {
  if (item.type === 'command_execution') return { command: item.command };
  if (item.type === 'web_search') return { query: item.query };
  if (item.type === 'mcp_tool_call') return item.arguments;
  const changes = listOf(item.changes);
  return { path: recordOf(changes[0]).path, changes };
};

/** The lines of `codex exec --json`. */
export const codexLog: LogFormat = { open: createReader, tellsTimes: false, silentTypes: new Set([]) };
