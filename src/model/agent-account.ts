/**
 * What an attempt's log amounts to: while it is read, and as it is kept for good.
 */
import type { Tokens, TroubleClass } from './agent-event.ts';
import type { AgentStatus } from './agent-summary.ts';

/** The stages of the default template. */
export type Phase = 'research' | 'plan' | 'implement';

/** What an agent told of one attempt. Texts are as they were written: masked and escaped where they are shown. */
export interface AgentAccount {
  /** The agent's own word; null = its log tells none. */
  readonly status: AgentStatus | null;
  /** As `AgentSummary.reason`; null with a null status. */
  readonly reason: string | null;
  /** Null = unknown, which is not none. */
  readonly tokens: Tokens | null;
  /** False: there were more than these. */
  readonly isTokensExact: boolean;
  /** US dollars; `estimate`: tokens times list prices. Null = unknown. */
  readonly cost: { readonly amountUsd: number; readonly source: 'agent' | 'estimate' } | null;
  readonly sessionId: string | null;
  readonly model: string | null;
  /** The agent's last words, 2,000 characters at most. */
  readonly lastText: string | null;
  /** The last error, 500 characters at most. */
  readonly lastError: string | null;
  /** What to do about it, one line; null where nothing is known. */
  readonly advice: string | null;
  /** The provider wants a pause, epoch milliseconds; `untilMs` null: it does not say for how long. */
  readonly limit: {
    readonly class: 'rate_limit' | 'quota' | 'overloaded';
    readonly untilMs: number | null;
    readonly message: string;
  } | null;
  readonly toolCallCount: number;
  readonly toolFailureCount: number;
  readonly toolDenialCount: number;
  readonly turnCount: number;
  /** The last stage that it marked as done. */
  readonly phase: Phase | null;
}

/** A log as far as it was read. */
export interface LogSeen {
  /** Final when the log `isWhole` and the run had ended before it was read. */
  readonly account: AgentAccount;
  readonly isWhole: boolean;
  /** The account knows how the process ended. */
  readonly isFinal: boolean;
  /** Milliseconds, by our own watching, since the agent did anything but wait or complain; null = its log does not tell. */
  readonly idleForMs: number | null;
  /** When the log itself says that the agent last did so, epoch milliseconds; absent = its lines tell no times. */
  readonly progressAtMs?: number;
  /** What it said last that is no progress (`retry 4 of 10: overloaded`), if that came last; null = nothing. */
  readonly complaint: string | null;
  /** What that is about; null with a null complaint. */
  readonly complaintClass: TroubleClass | null;
  /** Milliseconds since a result after which nothing was begun; null = there is none. */
  readonly resultForMs: number | null;
  /** True: it stays longer after that result than such an agent does, and waits for nothing; absent = no. */
  readonly isLingering?: boolean;
}
