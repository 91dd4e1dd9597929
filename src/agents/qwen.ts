import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, Tokens } from '../model/agent-event.ts';
import { errorEventsOf, usageOf, verdictOf } from './bodies.ts';
import { createShapeReader } from './claude-shape.ts';
import { countOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { troubleClassOf } from './trouble.ts';

/** Qwen Code without a person in front of it. */
export const qwen: AgentDefinition = {
  settings: {
    command: ['qwen', '-o', 'stream-json', '--yolo'],
    prompt: 'stdin',
    log: 'qwen',
    env: {},
    model: ['-m', '{model}'],
    effort: null,
    resume: ['qwen', '-o', 'stream-json', '--yolo', '--resume', '{session}'],
  },
  permissions: { mode: 'yolo', arguments: ['--yolo'], meaning: 'asks for nothing' },
  takes: { mentions: true, commands: true },
  login: {
    variables: ['OPENAI_API_KEY'],
    files: ['.qwen/oauth_creds.json', '.qwen/settings.json'],
    fix: 'Run qwen and log in, or set OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL',
  },
  versionCommand: ['qwen', '--version'],
  testedVersion: '0.24.4',
  install: 'npm install --global @qwen-code/qwen-code',
  limits: { turns: '--max-session-turns', dollars: null, shownAs: 'system/retry lines, 60 s and more apart' },
  reports: { tokens: 'session', cost: 'none' },
  stop: { signal: 'SIGTERM', graceMs: 5000, lingerAfterResultMs: null },
};

const createReader = (): LineReader => createShapeReader({ ofMessage, ofResult });

/** Mostly zero, and not once per request: a hint at best. */
const ofMessage = (message: Json): readonly AgentEventBody[] => {
  const tokens = tokensOf(recordOf(message.usage));
  return tokens.input + tokens.output === 0
    ? []
    : [{ kind: 'usage', scope: 'live', id: textOf(message.id), final: false, tokens }];
};

/** Its input has the cached tokens in it. */
const tokensOf = (usage: Json): Tokens => {
  const cacheRead = countOf(usage.cache_read_input_tokens);
  return {
    input: Math.max(0, countOf(usage.input_tokens) - cacheRead),
    cacheRead,
    cacheWrite: 0,
    output: countOf(usage.output_tokens),
    reasoning: 0,
  };
};

const ofResult = (line: Json): readonly AgentEventBody[] => {
  const error = line.error;
  const message = textOf(recordOf(error).message) ?? textOf(error) ?? textOf(line.result) ?? '';
  const isFailed = line.is_error !== false;
  const reason = isFailed
    ? troubleClassOf({ message: `${textOf(line.subtype) ?? ''} ${message}` })
    : 'completed';
  const verdict = verdictOf(reason, {
    text: textOf(line.result),
    turns: numberOf(line.num_turns),
    durationMs: numberOf(line.duration_ms),
    denials: listOf(line.permission_denials).length,
  });
  const { usage } = line;
  return [
    ...(usage === undefined ? [] : [usageOf('session', tokensOf(recordOf(usage)))]),
    ...(reason === 'completed' ? [] : errorEventsOf({ message, class: reason, fatal: true })),
    verdict,
  ];
};

/** The lines of `qwen -o stream-json`. */
export const qwenLog: LogFormat = {
  open: createReader,
  tellsTimes: false,
  silentTypes: new Set(['control_response']),
};
