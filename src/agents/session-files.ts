/**
 * What agents keep of a session in files of their own, as they go: a run that was ended, or failed, has told no tokens in
 * its log, or too few, and these have them, also after a kill. Where such a file is, and what its lines say of usage.
 */
import type { AgentEventBody, Tokens } from '../model/agent-event.ts';
import { costOf, usageOf } from './bodies.ts';
import { claudeTokensOf } from './claude.ts';
import { codexTokensOf } from './codex.ts';
import { countOf, instantOf, type Json, numberOf, recordOf, textOf } from './fields.ts';
import { piFiguresOf } from './pi.ts';

/** Where to look: in every folder so many levels below `rootPath`, for a name with this ending. */
export interface SessionPlace {
  readonly rootPath: string;
  readonly levelCount: number;
  readonly ending: string;
}

/** What a line tells; `atMs` null = it does not say when, and holds for the whole session. */
export interface SessionFigures {
  readonly atMs: number | null;
  readonly events: readonly AgentEventBody[];
}

/** The session files of one agent. */
export interface SessionFiles {
  /** `variables`: those of the worker's environment. Null: nothing says where its files are. */
  readonly placeOf: (variables: Readonly<Record<string, string>>, sessionId: string) => SessionPlace | null;
  /** Lines without any of these tell no figures, and need not be parsed. */
  readonly marks: readonly string[];
  readonly read: (line: Json) => SessionFigures | null;
}

const within = (folder: string | undefined, path: string): string | null =>
  folder === undefined || !folder.startsWith('/') ? null : `${folder}/${path}`;

const placeIn = (rootPath: string | null, levelCount: number, ending: string): SessionPlace | null =>
  rootPath === null ? null : { rootPath, levelCount, ending };

/** Of requests that had an answer; a whole session's figures come at the end of a run, sub-agents included. */
const ofClaude = (line: Json): SessionFigures | null => {
  if (line.type === 'cost-state') return { atMs: null, events: costStateOf(line) };
  const message = recordOf(line.message);
  const isTold = line.type === 'assistant' && message.usage !== undefined && message.model !== '<synthetic>';
  if (!isTold) return null;
  const tokens = claudeTokensOf(recordOf(message.usage));
  return { atMs: instantOf(line.timestamp), events: [usageOf('request', tokens, textOf(message.id))] };
};

const costStateOf = (line: Json): readonly AgentEventBody[] => {
  const models = Object.values(recordOf(line.modelUsage)).map(recordOf);
  const sum = (key: string): number => models.reduce((total, model) => total + countOf(model[key]), 0);
  const tokens: Tokens = {
    input: sum('inputTokens'),
    cacheRead: sum('cacheReadInputTokens'),
    cacheWrite: sum('cacheCreationInputTokens'),
    output: sum('outputTokens'),
    reasoning: sum('thinkingTokens'),
  };
  const cost = line.hasUnknownModelCost === false ? numberOf(line.totalCostUSD) : null;
  return [usageOf('session', tokens), costOf('session', cost)];
};

const ofCodex = (line: Json): SessionFigures | null => {
  if (line.type !== 'token_usage_record') return null;
  const record = recordOf(line.payload);
  const tokens = codexTokensOf(recordOf(record.usage));
  return {
    atMs: instantOf(line.timestamp),
    events: [usageOf('request', tokens, textOf(record.response_id))],
  };
};

/** Its input has all cached tokens in it, its output those of reasoning. */
const ofCopilot = (line: Json): SessionFigures | null => {
  if (line.type !== 'session.usage_record') return null;
  const usage = recordOf(recordOf(line.data).usage);
  const cacheRead = countOf(usage.cacheReadTokens);
  const cacheWrite = countOf(usage.cacheWriteTokens);
  const tokens: Tokens = {
    input: Math.max(0, countOf(usage.inputTokens) - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    output: countOf(usage.outputTokens),
    reasoning: countOf(usage.reasoningTokens),
  };
  return { atMs: instantOf(line.timestamp), events: [usageOf('request', tokens, textOf(usage.apiCallId))] };
};

const ofPi = (line: Json): SessionFigures | null => {
  const message = recordOf(line.message);
  if (line.type !== 'message' || message.role !== 'assistant') return null;
  return { atMs: instantOf(line.timestamp), events: piFiguresOf(message, textOf(line.id)) };
};

/** By log format; the others keep nothing that helps. */
export const sessionFiles: Readonly<Record<string, SessionFiles>> = {
  claude: {
    placeOf: ({ CLAUDE_CONFIG_DIR, HOME }, id) =>
      placeIn(within(CLAUDE_CONFIG_DIR, 'projects') ?? within(HOME, '.claude/projects'), 1, `${id}.jsonl`),
    marks: ['"usage"', '"cost-state"'],
    read: ofClaude,
  },
  codex: {
    placeOf: ({ CODEX_HOME, HOME }, id) =>
      placeIn(within(CODEX_HOME, 'sessions') ?? within(HOME, '.codex/sessions'), 3, `-${id}.jsonl`),
    marks: ['"token_usage_record"'],
    read: ofCodex,
  },
  copilot: {
    placeOf: ({ HOME }, id) => placeIn(within(HOME, `.copilot/session-state/${id}`), 0, 'events.jsonl'),
    marks: ['"session.usage_record"'],
    read: ofCopilot,
  },
  pi: {
    placeOf: ({ PI_CODING_AGENT_DIR, HOME }, id) =>
      placeIn(
        within(PI_CODING_AGENT_DIR, 'sessions') ?? within(HOME, '.pi/agent/sessions'),
        1,
        `_${id}.jsonl`,
      ),
    marks: ['"usage"'],
    read: ofPi,
  },
};
