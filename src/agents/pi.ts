import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, TroubleClass } from '../model/agent-event.ts';
import {
  costOf,
  errorEventsOf,
  eventsAt,
  messageOf,
  retryOf,
  sessionOf,
  usageOf,
  verdictOf,
} from './bodies.ts';
import { contentTextOf, countOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, exitCodeOf, resultEventOf } from './tools.ts';
import { troubleClassOf } from './trouble.ts';

const command = ['pi', '-p', '--mode', 'json'] as const;

/** pi without a person in front of it. */
export const pi: AgentDefinition = {
  settings: {
    command,
    prompt: 'stdin',
    log: 'pi',
    env: { PI_TELEMETRY: '0' },
    model: ['--model', '{model}'],
    effort: ['--thinking', '{effort}'],
    resume: [...command, '--session', '{session}'],
  },
  permissions: { mode: 'none', arguments: [], meaning: 'it has no permissions: it asks for nothing' },
  takes: { mentions: false, commands: true },
  login: {
    variables: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY'],
    files: ['.pi/agent/auth.json', '.pi/agent/models.json'],
    fix: 'Run pi and type /login, or set the key of a provider',
  },
  versionCommand: ['pi', '--version'],
  testedVersion: '0.73.1',
  install: 'npm install --global @mariozechner/pi-coding-agent',
  limits: { turns: null, dollars: null, shownAs: 'auto_retry_start lines; the exit code is 0 all the same' },
  reports: { tokens: 'request', cost: 'request' },
  stop: { signal: 'SIGTERM', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => {
  const state: ReaderState = { reason: 'unknown', text: null, model: null };
  return (line) => eventsAt(ofLine(line, state), recordOf(line.message).timestamp ?? line.timestamp);
};

/** What the last message of the model amounts to. */
interface ReaderState {
  reason: 'completed' | TroubleClass;
  text: string | null;
  model: string | null;
}

const ofLine = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  switch (line.type) {
    case 'session':
      return [sessionOf({ sessionId: textOf(line.id), cwd: textOf(line.cwd) })];
    case 'turn_start':
      return [{ kind: 'turn', phase: 'start' }];
    case 'message_end':
      return ofMessage(recordOf(line.message), state);
    case 'tool_execution_start':
      return callEventsOf({ callId: line.toolCallId, name: line.toolName, input: line.args });
    case 'tool_execution_update':
      return [progressOf(line)];
    case 'tool_execution_end':
      return [ofToolEnd(line)];
    case 'auto_retry_start':
      return [retryFrom(line)];
    case 'agent_end':
      return [verdictOf(state.reason, { text: state.text })];
    default:
      return [];
  }
};

const ofMessage = (message: Json, state: ReaderState): readonly AgentEventBody[] => {
  if (message.role === 'user') return messageOf('user', contentTextOf(message.content));
  if (message.role !== 'assistant') return [];
  const id = textOf(message.responseId);
  const told = listOf(message.content)
    .map(recordOf)
    .flatMap((block) =>
      block.type === 'thinking'
        ? messageOf('reasoning', textOf(block.thinking), id)
        : messageOf('assistant', textOf(block.text), id),
    );
  const failure = settle(message, state);
  return [...modelOf(message, state), ...told, ...piFiguresOf(message, id), ...failure];
};

const modelOf = (message: Json, state: ReaderState): readonly AgentEventBody[] => {
  const model = textOf(message.model);
  if (model === null || model === state.model) return [];
  state.model = model;
  return [sessionOf({ model })];
};

const settle = (message: Json, state: ReaderState): readonly AgentEventBody[] => {
  const { stopReason } = message;
  state.text = contentTextOf(message.content) || state.text;
  state.reason = 'completed';
  if (stopReason === 'aborted') state.reason = 'aborted';
  if (stopReason !== 'error') return [];
  const text = textOf(message.errorMessage) ?? 'no reason given';
  state.reason = troubleClassOf({ message: text });
  return errorEventsOf({ message: text, class: state.reason, fatal: false });
};

/** Figures of one message of the model. */
export const piFiguresOf = (message: Json, id: string | null): readonly AgentEventBody[] => {
  if (message.usage === undefined) return [];
  const usage = recordOf(message.usage);
  const tokens = {
    input: countOf(usage.input),
    cacheRead: countOf(usage.cacheRead),
    cacheWrite: countOf(usage.cacheWrite),
    output: countOf(usage.output),
    reasoning: countOf(usage.reasoning),
  };
  const cost = numberOf(recordOf(usage.cost).total);
  return [usageOf('request', tokens, id), ...(cost === null ? [] : [costOf('request', cost)])];
};

const progressOf = (line: Json): AgentEventBody => ({
  kind: 'tool-progress',
  callId: textOf(line.toolCallId) ?? '',
  text: textOf(contentTextOf(recordOf(line.partialResult).content)),
  elapsedMs: null,
});

const ofToolEnd = (line: Json): AgentEventBody => {
  const output = contentTextOf(recordOf(line.result).content);
  return resultEventOf({
    callId: line.toolCallId,
    ok: line.isError !== true,
    output,
    exitCode: line.isError === true ? exitCodeOf(output) : null,
  });
};

const retryFrom = (line: Json): AgentEventBody =>
  retryOf({
    attempt: numberOf(line.attempt),
    maxAttempts: numberOf(line.maxAttempts),
    delayMs: numberOf(line.delayMs),
    message: textOf(line.errorMessage) ?? '',
  });

/** The lines of `pi --mode json`. Each try of a request ends with an `agent_end`: the last one counts. */
export const piLog: LogFormat = {
  open: createReader,
  tellsTimes: true,
  silentTypes: new Set(['agent_start', 'auto_retry_end', 'message_start', 'message_update', 'turn_end']),
};
