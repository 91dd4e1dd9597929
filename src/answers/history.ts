import { z } from 'zod';
import { issue, key, list, path, pullRequest, state, time } from './leaves.ts';

const tokens = z.object({
  input: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  output: z.number(),
  reasoning: z.number(),
});

const account = z.object({
  status: z.string().nullable().describe("The agent's own word"),
  reason: z.string().nullable(),
  tokens: tokens.nullable().describe('null = unknown, which is not none'),
  isTokensExact: z.boolean(),
  cost: z.object({ amountUsd: z.number(), source: z.enum(['agent', 'estimate']) }).nullable(),
  sessionId: z.string().nullable(),
  model: z.string().nullable(),
  lastText: z.string().nullable(),
  lastError: z.string().nullable(),
  advice: z.string().nullable(),
  limit: z
    .object({
      class: z.enum(['rate_limit', 'quota', 'overloaded']),
      untilMs: z.number().nullable().describe('Milliseconds since 1970'),
      message: z.string(),
    })
    .nullable(),
  toolCallCount: z.number(),
  toolFailureCount: z.number(),
  toolDenialCount: z.number(),
  turnCount: z.number(),
  phase: z.enum(['research', 'plan', 'implement']).nullable(),
});

const attempt = z.object({
  number: z.int().positive(),
  round: z.int(),
  worker: z.string(),
  agent: z.string(),
  phase: z.enum(['intent', 'running', 'ended']),
  startedAt: time(),
  endedAt: time().nullable(),
  result: z.string().nullable(),
  failure: z.string().nullable(),
  account: account.nullable().describe('What its log tells; null = not read (yet)'),
  end: z.string().nullable(),
  stop: z.object({ cause: z.string(), reason: z.string() }).nullable(),
  extensions: z.int(),
  savedRef: z.string().nullable().describe('Where its uncommitted work was put, if it became no commit'),
  log: path(),
});

/** `history N --json` */
export const historyAnswer = z.object({
  issue: issue(),
  key: key(),
  title: z.string(),
  url: z.string(),
  state: state(),
  branch: z.string(),
  worktree: path(),
  pullRequest: pullRequest().nullable(),
  changes: list(
    z.object({
      at: time(),
      from: state().nullable().describe('null: the task was new'),
      to: state(),
      reason: z.string(),
      evidence: list(z.object({ kind: z.string(), at: time(), text: z.string() })),
    }),
  ).describe('Oldest first'),
  attempts: list(attempt).describe('Oldest first'),
});

export type HistoryAnswer = z.infer<typeof historyAnswer>;
