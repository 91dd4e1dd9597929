import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEventBody, LineReader, LogFormat, Tokens, TroubleClass } from '../model/agent-event.ts';
import { costOf, errorEventsOf, usageOf, verdictOf } from './bodies.ts';
import { createShapeReader } from './claude-shape.ts';
import { countOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { troubleClassOf } from './trouble.ts';

const options = [
  '-p',
  '--output-format',
  'stream-json',
  '--verbose',
  '--permission-mode',
  'bypassPermissions',
] as const;

/**
 * Claude Code without a person in front of it. It may do anything inside its worktree that this user may: the
 * permission mode says so. The switches keep it from updating itself, from leaving background commands behind, and from
 * reading files that the text names as `@/path`, before any model or rule is asked.
 */
export const claude: AgentDefinition = {
  settings: {
    command: ['claude', ...options],
    prompt: 'stdin',
    log: 'claude',
    env: {
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
    },
    model: ['--model', '{model}'],
    effort: ['--effort', '{effort}'],
    resume: ['claude', ...options, '--resume', '{session}'],
  },
  permissions: {
    mode: 'bypassPermissions',
    arguments: ['--permission-mode', 'bypassPermissions'],
    meaning: 'asks for nothing; refuses to start as root unless IS_SANDBOX=1 is set',
  },
  takes: { mentions: false, commands: true },
  login: {
    variables: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
    files: ['.claude/.credentials.json', '.claude.json'],
    fix: 'Run claude and type /login, or set ANTHROPIC_API_KEY',
  },
  versionCommand: ['claude', '--version'],
  testedVersion: '2.1.329',
  install: 'npm install --global @anthropic-ai/claude-code',
  limits: {
    turns: '--max-turns',
    dollars: '--max-budget-usd',
    shownAs: 'system/api_retry lines, then a result with is_error and api_error_status 429 or 529',
  },
  reports: { tokens: 'run', cost: 'run' },
  stop: { signal: 'SIGINT', graceMs: 5000, lingerAfterResultMs: 10_000 },
};

const createReader = (): LineReader => createShapeReader({ ofMessage, ofResult });

/** Input figures are right; output is the figure of the reply's start, which is too low. */
const ofMessage = (message: Json): readonly AgentEventBody[] => {
  const tokens = claudeTokensOf(recordOf(message.usage));
  return [{ kind: 'usage', scope: 'request', id: textOf(message.id), final: false, tokens }];
};

/** Figures of one message. */
export const claudeTokensOf = (usage: Json): Tokens => ({
  input: countOf(usage.input_tokens),
  cacheRead: countOf(usage.cache_read_input_tokens),
  cacheWrite: countOf(usage.cache_creation_input_tokens),
  output: countOf(usage.output_tokens),
  reasoning: countOf(recordOf(usage.output_tokens_details).thinking_tokens),
});

const ofResult = (line: Json): readonly AgentEventBody[] => {
  const reason = reasonOf(line);
  const message = messageTextOf(line);
  const status = numberOf(line.api_error_status);
  const trouble =
    reason === 'completed' ? [] : errorEventsOf({ message, status, class: reason, fatal: true });
  const verdict = verdictOf(reason, {
    text: textOf(line.result),
    turns: numberOf(line.num_turns),
    durationMs: numberOf(line.duration_ms),
    denials: listOf(line.permission_denials).length,
  });
  return [...figuresOf(line), ...trouble, verdict];
};

const messageTextOf = (line: Json): string =>
  [...listOf(line.errors), line.result]
    .map(textOf)
    .filter((text) => text !== null)
    .join('\n') ||
  (textOf(line.subtype) ?? '');

/** `is_error` decides: the subtype of an API error is `success`. */
const reasonOf = (line: Json): 'completed' | TroubleClass => {
  if (line.is_error === false) return 'completed';
  const { subtype, terminal_reason: terminal } = line;
  if (subtype === 'error_max_turns' || terminal === 'max_turns') return 'max_turns';
  if (subtype === 'error_max_budget_usd' || terminal === 'budget_exhausted') return 'budget';
  if (textOf(terminal)?.startsWith('aborted') === true) return 'aborted';
  return troubleClassOf({ message: messageTextOf(line), status: numberOf(line.api_error_status) });
};

/**
 * Figures since the last result, by model: those add up and have the sub-agents in them. `usage` has only the main thread
 * and nothing after a stop for money; `modelUsage` and `total_cost_usd` are of the whole session.
 */
const figuresOf = (line: Json): readonly AgentEventBody[] => {
  const since = line.model_usage_since_last_result;
  if (since === undefined || since === null) return figuresOfRun(line);
  const models = Object.values(recordOf(since)).map(recordOf);
  const sum = (key: string): number => models.reduce((total, model) => total + countOf(model[key]), 0);
  const tokens: Tokens = {
    input: sum('inputTokens'),
    cacheRead: sum('cacheReadInputTokens'),
    cacheWrite: sum('cacheCreationInputTokens'),
    output: sum('outputTokens'),
    reasoning: sum('thinkingTokens'),
  };
  const isPriced = models.every((model) => model.costBasis !== 'unknown');
  return [usageOf('turn', tokens), costOf('turn', isPriced ? sum('costUSD') : null)];
};

const figuresOfRun = (line: Json): readonly AgentEventBody[] => {
  const cost = numberOf(line.total_cost_usd);
  const isPriced = Object.values(recordOf(line.modelUsage)).every(
    (model) => recordOf(model).costBasis !== 'unknown',
  );
  const usage = line.usage === undefined ? [] : [usageOf('run', claudeTokensOf(recordOf(line.usage)))];
  return cost === null ? usage : [...usage, costOf('session', isPriced ? cost : null)];
};

/** The lines of `claude --output-format stream-json --verbose`. */
export const claudeLog: LogFormat = {
  open: createReader,
  tellsTimes: true,
  silentTypes: new Set(['control_response']),
};
