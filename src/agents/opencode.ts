import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat } from '../model/agent-event.ts';
import { costOf, errorEventsOf, eventsAt, messageOf, sessionOf, usageOf, verdictOf } from './bodies.ts';
import { countOf, type Json, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, resultEventOf } from './tools.ts';
import { troubleClassOf } from './trouble.ts';

const command = ['opencode', 'run', '--format', 'json', '--auto'] as const;

/** opencode without a person in front of it. */
export const opencode: AgentDefinition = {
  settings: {
    command,
    prompt: 'stdin',
    log: 'opencode',
    env: { OPENCODE_DISABLE_AUTOUPDATE: '1' },
    model: ['-m', '{model}'],
    effort: ['--variant', '{effort}'],
    resume: [...command, '--session', '{session}'],
  },
  permissions: {
    mode: 'auto',
    arguments: ['--auto'],
    meaning: 'asks for nothing; without it a rule "ask" ends the run in the middle, with exit 0',
  },
  takes: { mentions: false, commands: false },
  login: {
    variables: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENCODE_CONFIG_CONTENT'],
    files: ['.local/share/opencode/auth.json', '.config/opencode/opencode.json'],
    fix: 'Run opencode auth login',
  },
  versionCommand: ['opencode', '--version'],
  testedVersion: '1.18.33',
  install: 'npm install --global opencode-ai',
  limits: {
    turns: null,
    dollars: null,
    shownAs: 'nothing while it retries, then an error line with statusCode 429',
  },
  reports: { tokens: 'request', cost: 'request' },
  stop: { signal: 'SIGTERM', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => {
  let sessionId: string | null = null;
  return (line) => {
    const named = textOf(line.sessionID);
    const isNew = named !== null && named !== sessionId;
    if (isNew) sessionId = named;
    const bodies = ofLine(line);
    return eventsAt(isNew ? [sessionOf({ sessionId }), ...bodies] : bodies, line.timestamp);
  };
};

const ofLine = (line: Json): readonly AgentEventBody[] => {
  const part = recordOf(line.part);
  switch (line.type) {
    case 'step_start':
      return [{ kind: 'turn', phase: 'start' }];
    case 'text':
      return messageOf('assistant', textOf(part.text), textOf(part.id));
    case 'reasoning':
      return messageOf('reasoning', textOf(part.text), textOf(part.id));
    case 'tool_use':
      return ofTool(part);
    case 'step_finish':
      return ofStep(part);
    case 'error':
      return ofError(recordOf(line.error));
    default:
      return [];
  }
};

const ofTool = (part: Json): readonly AgentEventBody[] => {
  const state = recordOf(part.state);
  const { start, end } = recordOf(state.time);
  const error = textOf(state.error);
  const result = resultEventOf({
    callId: part.callID,
    ok: state.status === 'completed',
    output: textOf(state.output) ?? error ?? '',
    exitCode: numberOf(recordOf(state.metadata).exit),
    denied: error !== null && /rejected permission|permission.{0,20}(?:denied|rejected)/i.test(error),
    durationMs: typeof start === 'number' && typeof end === 'number' ? end - start : null,
  });
  return [...callEventsOf({ callId: part.callID, name: part.tool, input: state.input }), result];
};

/** Output is without reasoning here. A step whose reason is not `tool-calls` is the last one. */
const ofStep = (part: Json): readonly AgentEventBody[] => {
  const tokens = recordOf(part.tokens);
  const cache = recordOf(tokens.cache);
  const reasoning = countOf(tokens.reasoning);
  const figures = {
    input: countOf(tokens.input),
    cacheRead: countOf(cache.read),
    cacheWrite: countOf(cache.write),
    output: countOf(tokens.output) + reasoning,
    reasoning,
  };
  const used = usageOf('request', figures, textOf(part.id));
  const cost = costOf('request', numberOf(part.cost));
  const { reason } = part;
  if (reason === 'tool-calls') return [used, cost, { kind: 'turn', phase: 'end' }];
  const isWell = reason !== 'error' && reason !== 'content-filter';
  return [used, cost, verdictOf(isWell ? 'completed' : 'unknown')];
};

const ofError = (error: Json): readonly AgentEventBody[] => {
  const facts = recordOf(error.data);
  const name = textOf(error.name);
  const message = textOf(facts.message) ?? name ?? 'no reason given';
  const status = numberOf(facts.statusCode);
  const kind = name === 'MessageAbortedError' ? 'aborted' : troubleClassOf({ message, status });
  return [...errorEventsOf({ message, status, class: kind, fatal: true }), verdictOf(kind)];
};

/** The lines of `opencode run --format json`. Every line names the session; a tool is told when it is over. */
export const opencodeLog: LogFormat = { open: createReader, tellsTimes: true, silentTypes: new Set([]) };
