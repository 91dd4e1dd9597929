import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, Tokens, TroubleClass } from '../model/agent-event.ts';
import { ownValue } from '../model/own-value.ts';
import {
  costOf,
  errorEventsOf,
  eventsAt,
  messageOf,
  partOf,
  retryOf,
  sessionOf,
  usageOf,
  verdictOf,
} from './bodies.ts';
import { countOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, resultEventOf } from './tools.ts';
import { statusOf, troubleClassOf } from './trouble.ts';

/**
 * Cline without a person in front of it. It reads no prompt from standard input; `--` keeps one from being an option. A session
 * goes on only at a terminal: its `--id` takes no prompt.
 */
export const cline: AgentDefinition = {
  settings: {
    command: ['cline', '--json', '--'],
    prompt: 'argument',
    log: 'cline',
    env: {},
    model: ['-m', '{model}'],
    effort: null,
    resume: null,
  },
  permissions: { mode: 'auto-approve', arguments: [], meaning: 'asks for nothing: that is its default' },
  takes: { mentions: true, commands: true },
  login: { variables: [], files: ['.cline'], fix: 'Run cline auth' },
  versionCommand: ['cline', '--version'],
  testedVersion: '3.0.65',
  install: 'npm install --global cline',
  limits: { turns: null, dollars: null, shownAs: 'an error event, then run_result with finishReason error' },
  reports: { tokens: 'run', cost: 'none' },
  stop: { signal: 'SIGINT', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => {
  const state: ReaderState = { trouble: null, textCount: 0 };
  return (line) => eventsAt(ofLine(line, state), line.ts);
};

interface ReaderState {
  trouble: TroubleClass | null;
  textCount: number;
}

const ofLine = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  switch (line.type) {
    case 'hook_event':
      return line.hookEventName === 'agent_start' && textOf(line.parentAgentId) === null
        ? [sessionOf({ sessionId: textOf(line.taskId) })]
        : [];
    case 'agent_event':
      return ofEvent(recordOf(line.event), state);
    case 'run_result':
      return ofResult(line, state);
    case 'run_aborted':
      return errorEventsOf({ message: textOf(line.reason) ?? 'aborted', class: 'aborted', fatal: true });
    default:
      return [];
  }
};

const ofEvent = (event: Json, state: ReaderState): readonly AgentEventBody[] => {
  switch (event.type) {
    case 'iteration_start':
      return [{ kind: 'turn', phase: 'start' }];
    case 'content_start':
    case 'content_end':
      return ofContent(event, state);
    case 'content_update':
      return [progressOf(event)];
    case 'usage':
      return [{ kind: 'usage', scope: 'live', id: null, final: false, tokens: tokensOf(event) }];
    case 'notice':
      return [ofNotice(event)];
    case 'error':
      return ofError(event, state);
    default:
      return [];
  }
};

const ofContent = (event: Json, state: ReaderState): readonly AgentEventBody[] => {
  const isEnd = event.type === 'content_end';
  const text = textOf(event.text);
  if (event.contentType === 'tool')
    return isEnd
      ? [ofToolEnd(event)]
      : callEventsOf({ callId: event.toolCallId, name: event.toolName, input: event.input });
  if (event.contentType === 'reasoning') return isEnd ? messageOf('reasoning', text) : [];
  const id = `text-${state.textCount}`;
  if (!isEnd) return partOf(text, id);
  state.textCount += 1;
  return messageOf('assistant', text, id);
};

/** One outcome, or one per command. */
const ofToolEnd = (event: Json): AgentEventBody => {
  const { output } = event;
  const outcomes = (Array.isArray(output) ? listOf(output) : [output]).map(recordOf);
  const error = textOf(event.error) ?? textOf(recordOf(event.error).message);
  const texts = outcomes.map((outcome) => textOf(outcome.result) ?? textOf(outcome.error) ?? '');
  return resultEventOf({
    callId: event.toolCallId,
    ok: error === null && outcomes.every(({ success }) => success !== false),
    output: texts.join('\n') || (textOf(output) ?? error ?? ''),
    durationMs: numberOf(event.durationMs),
  });
};

const progressOf = (event: Json): AgentEventBody => ({
  kind: 'tool-progress',
  callId: textOf(event.toolCallId) ?? '',
  text: textOf(recordOf(event.update).chunk),
  elapsedMs: null,
});

/** A notice that counts attempts is a retry. */
const ofNotice = (event: Json): AgentEventBody => {
  const facts = recordOf(event.metadata);
  const message = textOf(event.message) ?? '';
  const attempt = numberOf(facts.attempt);
  if (attempt === null) return { kind: 'notice', level: 'info', message };
  return retryOf({ attempt, maxAttempts: numberOf(facts.maxRetries), message });
};

const namedClasses: Readonly<Record<string, TroubleClass>> = {
  auth: 'auth',
  rate_limit: 'rate_limit',
  quota: 'quota',
  network: 'network',
  context_length: 'context',
};

const ofError = (event: Json, state: ReaderState): readonly AgentEventBody[] => {
  const message = textOf(recordOf(event.error).message) ?? textOf(event.error) ?? '';
  const name = ownValue(namedClasses, textOf(event.errorClass) ?? '') ?? troubleClassOf({ message });
  const isOver = event.recoverable !== true;
  if (isOver) state.trouble = name;
  return errorEventsOf({ message, status: statusOf(message), class: name, fatal: isOver });
};

const ofResult = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  const usage = recordOf(line.usage);
  const cost = numberOf(usage.totalCost);
  const text = textOf(line.text);
  return [
    ...(line.usage === undefined ? [] : [usageOf('run', tokensOf(usage))]),
    // Zero is what it says when it knows no price.
    ...(cost === null || cost === 0 ? [] : [costOf('run', cost)]),
    ...(line.model === undefined ? [] : [sessionOf({ model: textOf(recordOf(line.model).id) })]),
    verdictOf(reasonOf(line.finishReason, text ?? '', state), {
      text,
      durationMs: numberOf(line.durationMs),
    }),
  ];
};

const reasonOf = (finish: unknown, text: string, state: ReaderState): 'completed' | TroubleClass => {
  if (finish === 'completed') return 'completed';
  if (finish === 'aborted') return 'aborted';
  if (finish === 'max_iterations') return 'max_turns';
  return state.trouble ?? troubleClassOf({ message: text });
};

/** Its input has all cached tokens in it. */
const tokensOf = (usage: Json): Tokens => {
  const cacheRead = countOf(usage.cacheReadTokens);
  const cacheWrite = countOf(usage.cacheWriteTokens);
  return {
    input: Math.max(0, countOf(usage.inputTokens) - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    output: countOf(usage.outputTokens),
    reasoning: 0,
  };
};

/** The lines of `cline --json`. */
export const clineLog: LogFormat = { open: createReader, tellsTimes: true, silentTypes: new Set([]) };
