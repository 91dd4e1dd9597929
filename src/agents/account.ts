/**
 * Events of a log to the account that is kept of the attempt, and to what a watcher wants to know while it runs.
 */

import type { AgentAccount } from '../model/agent-account.ts';
import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentEvent, Tokens, TroubleClass } from '../model/agent-event.ts';
import type { AgentSummary, EarlierFigures, LimitEvent, ProcessEnd } from '../model/agent-summary.ts';
import { headOf } from '../model/head-of.ts';
import { soundCost, soundTokens } from '../model/spending.ts';
import { adviceOf } from './advice.ts';
import { openPhaseMarks } from './phase-marks.ts';
import { nextAtMs } from './reset-clock.ts';
import { openSummary } from './summarize.ts';
import { troubleClassOf } from './trouble.ts';

/** What an account is made with. */
export interface AccountRequest {
  /** Null: not one of the built-in agents. */
  readonly agent: AgentDefinition | null;
  /** False: its log is plain text, which tells of phases only. */
  readonly isFormatted: boolean;
  /** Figures of the session that it continues; null = a new one. */
  readonly earlier: EarlierFigures | null;
}

/** An account in the making. */
export interface Accounting {
  /** `nowMs` stands for a time that the log does not tell. Says what the event means to who watches. */
  readonly add: (event: AgentEvent, nowMs: number) => EventMeaning;
  /** `end` is null while the process runs. */
  readonly account: (end: ProcessEnd | null) => AgentAccount;
}

/** `progress`: the agent does something. `complaint`: it waits or is in trouble. `result`: it says that it is done. */
export type EventMeaning =
  | { readonly kind: 'progress' | 'result' | 'nothing' }
  | { readonly kind: 'complaint'; readonly text: string; readonly class: TroubleClass };

const textCharacters = 2000;
const errorCharacters = 500;

/** Begins an account. */
export const openAccount = (request: AccountRequest): Accounting => {
  const summing = openSummary(request.earlier);
  const marks = openPhaseMarks();
  let toldCount = 0;
  let limitUntilMs: number | null = null;
  return {
    add: (event, nowMs) => {
      if (event.kind !== 'notice') toldCount += 1;
      if (event.kind === 'limit') limitUntilMs = untilMsOf(event, { nowMs, knownMs: limitUntilMs });
      summing.add(event);
      marks.add(event);
      return meaningOf(event);
    },
    account: (end) => {
      const summary = summing.summary(end);
      // Lines that are not of the format tell nothing: some other program wrote them.
      const isTold = request.isFormatted && (toldCount > 0 || (end !== null && end.exitCode !== 0));
      return {
        ...(isTold ? wordOf(summary, request.agent) : { status: null, reason: null, advice: null }),
        ...figuresOf(summary),
        limit:
          summary.limit === null
            ? null
            : {
                class: summary.limit.class,
                untilMs: limitUntilMs,
                message: headOf(summary.limit.message, errorCharacters),
              },
        phase: marks.phase(),
      };
    },
  };
};

/** What is said of one limit in several lines is one reset: a later line that names none takes nothing back. */
const untilMsOf = (
  { resetAtMs, waitMs, resetClock, atMs }: LimitEvent & { readonly atMs?: number | null },
  { nowMs, knownMs }: { readonly nowMs: number; readonly knownMs: number | null },
): number | null => {
  const toldAtMs = atMs ?? nowMs;
  if (resetAtMs !== null) return resetAtMs;
  if (waitMs !== null) return toldAtMs + waitMs;
  // More exact than a time of day.
  if (knownMs !== null && knownMs > toldAtMs) return knownMs;
  return resetClock === null ? null : nextAtMs(resetClock, toldAtMs);
};

const wordOf = (summary: AgentSummary, agent: AgentDefinition | null) => ({
  status: summary.status,
  reason: summary.reason,
  advice: adviceOf(agent, summary),
});

const figuresOf = (summary: AgentSummary) => {
  const { tokens, isTokensExact, cost, lastText, lastError } = summary;
  return {
    tokens: soundTokens(isTokensExact || sumOf(tokens) > 0 ? tokens : null),
    isTokensExact,
    cost: soundCost(cost === null ? null : { amountUsd: cost.amount, source: 'agent' }),
    sessionId: summary.sessionId,
    model: summary.model,
    lastText: lastText === null ? null : headOf(lastText, textCharacters),
    lastError: lastError === null ? null : headOf(lastError, errorCharacters),
    toolCallCount: summary.toolCallCount,
    toolFailureCount: summary.toolFailureCount,
    toolDenialCount: summary.toolDenialCount,
    turnCount: summary.turnCount,
  };
};

const sumOf = ({ input, cacheRead, cacheWrite, output }: Tokens): number =>
  input + cacheRead + cacheWrite + output;

const meaningOf = (event: AgentEvent): EventMeaning => {
  switch (event.kind) {
    case 'message':
    case 'tool-call':
    case 'tool-progress':
    case 'tool-result':
    case 'plan':
    case 'session':
    case 'turn':
      return { kind: 'progress' };
    case 'result':
      return { kind: 'result' };
    case 'retry': {
      const { attempt, maxAttempts, status, message } = event;
      const of = maxAttempts === null ? '' : ` of ${maxAttempts}`;
      const why = [status, message.split('\n')[0]?.slice(0, 120)].filter(
        (part) => part !== null && part !== '',
      );
      return {
        kind: 'complaint',
        text: `retry${attempt === null ? '' : ` ${attempt}`}${of}: ${why.join(' ')}`,
        class: troubleClassOf({ message, status }),
      };
    }
    case 'error':
    case 'limit':
      return {
        kind: 'complaint',
        text: event.message.split('\n')[0]?.slice(0, 160) ?? '',
        class: event.class,
      };
    default:
      return { kind: 'nothing' };
  }
};
