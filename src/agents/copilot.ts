import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, TroubleClass } from '../model/agent-event.ts';
import { errorEventsOf, eventsAt, messageOf, partOf, retryOf, sessionOf, verdictOf } from './bodies.ts';
import { contentTextOf, type Json, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, resultEventOf } from './tools.ts';
import { troubleClassOf } from './trouble.ts';

const command = [
  'copilot',
  '--output-format',
  'json',
  '--no-auto-update',
  '--no-ask-user',
  '--disable-builtin-mcps',
  '--allow-all',
] as const;

/** GitHub Copilot CLI without a person in front of it. */
export const copilot: AgentDefinition = {
  settings: {
    command,
    prompt: 'stdin',
    log: 'copilot',
    env: { COPILOT_AUTO_UPDATE: 'false' },
    model: ['--model', '{model}'],
    effort: null,
    resume: [...command, '--resume={session}'],
  },
  permissions: { mode: 'allow-all', arguments: ['--allow-all'], meaning: 'asks for nothing' },
  takes: { mentions: false, commands: false },
  login: {
    variables: ['COPILOT_GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY'],
    files: ['.copilot/config.json'],
    fix: 'Run copilot and type /login',
  },
  versionCommand: ['copilot', '--version'],
  testedVersion: '1.0.102',
  install: 'npm install --global @github/copilot',
  limits: {
    turns: null,
    dollars: null,
    shownAs: 'assistant.turn_retry lines, then session.error with statusCode 429',
  },
  reports: { tokens: 'none', cost: 'none' },
  stop: { signal: 'SIGTERM', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => {
  const state: ReaderState = { trouble: null, model: null };
  return (line) => eventsAt(ofLine(line, state), line.timestamp);
};

interface ReaderState {
  trouble: TroubleClass | null;
  model: string | null;
}

const ofLine = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  const facts = recordOf(line.data);
  switch (line.type) {
    case 'session.tools_updated':
      return ofModel(textOf(facts.model), state);
    case 'user.message':
      return messageOf('user', textOf(facts.content));
    case 'assistant.turn_start':
      return [{ kind: 'turn', phase: 'start' }];
    case 'assistant.turn_end':
      return [{ kind: 'turn', phase: 'end' }];
    case 'assistant.message':
      state.trouble = null;
      return ofMessage(facts);
    case 'assistant.message_delta':
      return partOf(textOf(facts.deltaContent), textOf(facts.messageId));
    case 'assistant.turn_retry':
      return [retryOf({ message: textOf(facts.reason) ?? '' })];
    case 'tool.execution_start':
      return callEventsOf({
        callId: facts.toolCallId,
        name: facts.toolName,
        input: facts.arguments,
      });
    case 'tool.execution_partial_result':
      return [progressOf(facts)];
    case 'tool.execution_complete':
      return [ofToolEnd(facts)];
    case 'session.error':
      return ofError(facts, state);
    case 'abort':
      return errorEventsOf({ message: textOf(facts.reason) ?? 'aborted', class: 'aborted', fatal: true });
    case 'result':
      return ofResult(line, state);
    default:
      return [];
  }
};

const ofModel = (model: string | null, state: ReaderState): readonly AgentEventBody[] => {
  if (model === null || model === state.model) return [];
  state.model = model;
  return [sessionOf({ model })];
};

const ofMessage = (facts: Json): readonly AgentEventBody[] => [
  ...messageOf('reasoning', textOf(facts.reasoningText), textOf(facts.messageId)),
  ...messageOf('assistant', textOf(facts.content), textOf(facts.messageId)),
];

const progressOf = (facts: Json): AgentEventBody => ({
  kind: 'tool-progress',
  callId: textOf(facts.toolCallId) ?? '',
  text: textOf(facts.partialOutput),
  elapsedMs: null,
});

/** `success` is about the tool; the command may have failed all the same. */
const ofToolEnd = (facts: Json): AgentEventBody => {
  const error = recordOf(facts.error);
  const output = contentTextOf(recordOf(facts.result).content) || (textOf(error.message) ?? '');
  return resultEventOf({
    callId: facts.toolCallId,
    ok: facts.success === true,
    output,
    exitCode: numberOf(recordOf(facts.shellExecution).exitCode),
    denied: /denied|rejected/i.test(textOf(error.code) ?? ''),
  });
};

const ofError = (facts: Json, state: ReaderState): readonly AgentEventBody[] => {
  const message = textOf(facts.message) ?? '';
  const status = numberOf(facts.statusCode);
  const name = facts.errorType === 'quota' ? 'quota' : troubleClassOf({ message, status });
  state.trouble = name;
  return errorEventsOf({ message, status, class: name, fatal: true });
};

const ofResult = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  const durationMs = numberOf(recordOf(line.usage).sessionDurationMs);
  const isWell = line.exitCode === 0 && state.trouble === null;
  return [
    sessionOf({ sessionId: textOf(line.sessionId) }),
    verdictOf(isWell ? 'completed' : (state.trouble ?? 'unknown'), { durationMs }),
  ];
};

/** The lines of `copilot --output-format json`. The session's id comes with the result only. */
export const copilotLog: LogFormat = {
  open: createReader,
  tellsTimes: true,
  silentTypes: new Set([
    'assistant.idle',
    'assistant.message_start',
    'assistant.tool_call_delta',
    'model.call_final_result',
    'model.call_finished',
    'model.call_start',
    'model.call_failure',
    'session.background_tasks_changed',
    'session.info',
    'session.mcp_servers_loaded',
    'session.skills_loaded',
    'tool.shell_output',
  ]),
};
