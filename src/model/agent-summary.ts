/**
 * What a whole log amounts to: the agent's own word, its figures, its session.
 */
import type { AgentEventBody, Tokens, TroubleClass } from './agent-event.ts';

/** How the process ended, as its supervisor knows it. `stoppedBy`: why or how we ended it (`SIGTERM`, `budget`), else null. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stoppedBy: string | null;
}

/** `unfinished`: neither a verdict nor an end is known yet. */
export type AgentStatus = 'succeeded' | 'failed' | 'stopped' | 'unfinished';

/** Figures of a session before this run: taken off what a CLI tells for the whole session. */
export interface EarlierFigures {
  readonly tokens: Tokens;
  readonly costUsd: number;
}

export type LimitEvent = Extract<AgentEventBody, { readonly kind: 'limit' }>;

/** The figures and facts of one run. */
export interface AgentSummary {
  readonly status: AgentStatus;
  /**
   * `completed`, a trouble class, the reason of the stop, `killed:SIGKILL`, or without any verdict `crashed`,
   * `failed_to_start` or `no_result`; null while unfinished.
   */
  readonly reason: TroubleClass | 'completed' | 'crashed' | 'failed_to_start' | 'no_result' | string | null;
  readonly tokens: Tokens;
  /** False: there were more tokens than these, or none were told. */
  readonly isTokensExact: boolean;
  /** Null: the log tells none. */
  readonly cost: { readonly amount: number; readonly currency: 'USD' } | null;
  readonly toolCallCount: number;
  readonly toolResultCount: number;
  readonly toolFailureCount: number;
  readonly toolDenialCount: number;
  /** Calls by the CLI's name of the tool; names beyond the first 200 count as `(other)`. */
  readonly toolCounts: ReadonlyMap<string, number>;
  readonly resultCount: number;
  readonly retryCount: number;
  readonly turnCount: number;
  readonly sessionId: string | null;
  readonly model: string | null;
  /** The agent's last words, 4,000 characters at most. */
  readonly lastText: string | null;
  /** The last error's message, 1,000 characters at most. */
  readonly lastError: string | null;
  readonly limit: LimitEvent | null;
}
