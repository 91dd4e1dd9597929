import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, Tokens } from '../model/agent-event.ts';
import { errorEventsOf, eventsAt, messageOf, partOf, sessionOf, usageOf, verdictOf } from './bodies.ts';
import { countOf, type Json, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, resultEventOf } from './tools.ts';
import { statusOf, troubleClassOf } from './trouble.ts';

const command = ['gemini', '-o', 'stream-json', '--skip-trust', '--yolo'] as const;

/** Gemini CLI without a person in front of it, and without the launcher that swallows signals. */
export const gemini: AgentDefinition = {
  settings: {
    command,
    prompt: 'stdin',
    log: 'gemini',
    env: { GEMINI_CLI_NO_RELAUNCH: 'true' },
    model: ['-m', '{model}'],
    effort: null,
    resume: [...command, '--resume', '{session}'],
  },
  permissions: {
    mode: 'yolo',
    arguments: ['--yolo'],
    meaning: 'asks for nothing; its default mode withholds the writing tools and then says that all is well',
  },
  takes: { mentions: true, commands: true },
  login: {
    variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    files: ['.gemini/oauth_creds.json'],
    fix: 'Run gemini and log in, or set GEMINI_API_KEY',
  },
  versionCommand: ['gemini', '--version'],
  testedVersion: '0.61.0',
  install: 'npm install --global @google/gemini-cli',
  limits: {
    turns: null,
    dollars: null,
    shownAs: 'nothing while it retries, then a result with status error',
  },
  reports: { tokens: 'run', cost: 'none' },
  stop: { signal: 'SIGTERM', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => {
  const state: ReaderState = { textCount: 0, lastError: null };
  return (line) => eventsAt(ofLine(line, state), line.timestamp);
};

interface ReaderState {
  textCount: number;
  lastError: string | null;
}

const ofLine = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  switch (line.type) {
    case 'init':
      return [
        sessionOf({ sessionId: textOf(line.session_id), model: textOf(line.model) }),
        { kind: 'turn', phase: 'start' },
      ];
    case 'message':
      return ofMessage(line, `text-${state.textCount}`);
    case 'tool_use':
      state.textCount += 1;
      return callEventsOf({ callId: line.tool_id, name: line.tool_name, input: line.parameters });
    case 'tool_result':
      state.textCount += 1;
      return [ofToolResult(line)];
    case 'error':
      return ofError(line, state);
    case 'result':
      return ofResult(line, state);
    default:
      return [];
  }
};

const ofMessage = (line: Json, id: string): readonly AgentEventBody[] => {
  const text = textOf(line.content);
  if (line.role === 'user') return messageOf('user', text);
  return line.delta === true ? partOf(text, id) : messageOf('assistant', text, id);
};

const ofToolResult = (line: Json): AgentEventBody =>
  resultEventOf({
    callId: line.tool_id,
    ok: line.status === 'success',
    output: textOf(line.output) ?? textOf(recordOf(line.error).message) ?? '',
  });

const ofError = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  const message = textOf(line.message) ?? '';
  if (line.severity !== 'error') return [{ kind: 'notice', level: 'warn', message }];
  state.lastError = message;
  return errorEventsOf({ message, status: statusOf(message), fatal: false });
};

const ofResult = (line: Json, state: ReaderState): readonly AgentEventBody[] => {
  const stats = recordOf(line.stats);
  const figures = line.stats === undefined ? [] : [usageOf('run', tokensOf(stats))];
  const durationMs = numberOf(stats.duration_ms);
  if (line.status === 'success') return [...figures, verdictOf('completed', { durationMs })];
  const error = recordOf(line.error);
  const told = [error.type, error.message].map(textOf).filter((text) => text !== null && text !== 'unknown');
  const message = told.join(': ') || (state.lastError ?? 'no reason given');
  const status = statusOf(textOf(error.message) ?? message);
  const name = troubleClassOf({ message, status });
  return [
    ...figures,
    ...errorEventsOf({ message, status, class: name, fatal: true }),
    verdictOf(name, { durationMs }),
  ];
};

/** Thoughts are in the total only. */
const tokensOf = (stats: Json): Tokens => {
  const input = countOf(stats.input_tokens);
  const output = countOf(stats.output_tokens);
  const cacheRead = countOf(stats.cached);
  const reasoning = Math.max(0, countOf(stats.total_tokens) - input - output);
  return {
    input: numberOf(stats.input) ?? Math.max(0, input - cacheRead),
    cacheRead,
    cacheWrite: 0,
    output: output + reasoning,
    reasoning,
  };
};

/** The lines of `gemini -o stream-json`. Its text comes in parts; a tool event ends one text. */
export const geminiLog: LogFormat = { open: createReader, tellsTimes: true, silentTypes: new Set([]) };
