/**
 * Events of one run to what it amounts to. The log decides and the exit code comes last: it is no proof of success or
 * failure for any of these CLIs.
 */

import type { AgentEventBody, TroubleClass } from '../model/agent-event.ts';
import type { AgentSummary, EarlierFigures, LimitEvent, ProcessEnd } from '../model/agent-summary.ts';
import { headOf } from '../model/head-of.ts';
import { openFigureSum } from './token-sum.ts';

/** A summary in the making; its memory does not grow with the log. */
export interface Summarizing {
  readonly add: (event: AgentEventBody) => void;
  /** As of now; `end` is null while the process runs. May be asked again and again. */
  readonly summary: (end: ProcessEnd | null) => AgentSummary;
}

type Result = Extract<AgentEventBody, { readonly kind: 'result' }>;

interface Tally {
  eventCount: number;
  toolCallCount: number;
  toolResultCount: number;
  toolFailureCount: number;
  toolDenialCount: number;
  resultCount: number;
  retryCount: number;
  turnStartCount: number;
  toldTurnCount: number;
  result: Result | null;
  /** Something began after the last result. */
  isOpen: boolean;
  fatal: TroubleClass | null;
  sessionId: string | null;
  model: string | null;
  lastText: string | null;
  partsOf: string | null;
  lastError: string | null;
  limit: LimitEvent | null;
}

const emptyTally = (): Tally => ({
  eventCount: 0,
  toolCallCount: 0,
  toolResultCount: 0,
  toolFailureCount: 0,
  toolDenialCount: 0,
  resultCount: 0,
  retryCount: 0,
  turnStartCount: 0,
  toldTurnCount: 0,
  result: null,
  isOpen: false,
  fatal: null,
  sessionId: null,
  model: null,
  lastText: null,
  partsOf: null,
  lastError: null,
  limit: null,
});

/** Begins a summary; `earlier`: figures of the session before this run, where it continues one. */
export const openSummary = (earlier: EarlierFigures | null = null): Summarizing => {
  const tally = emptyTally();
  const figures = openFigureSum(earlier);
  const toolCounts = new Map<string, number>();
  return {
    add: (event) => {
      tally.eventCount += 1;
      if (event.kind === 'usage') figures.addUsage(event);
      else if (event.kind === 'cost') figures.addCost(event);
      else if (event.kind === 'tool-call') countTool(toolCounts, event.name);
      count(tally, event);
    },
    summary: (end) => {
      const amount = figures.costUsd();
      return {
        ...verdictOf(tally, end),
        tokens: figures.tokens(),
        isTokensExact: figures.isExact(),
        cost: amount === null ? null : { amount, currency: 'USD' },
        toolCallCount: tally.toolCallCount,
        toolResultCount: tally.toolResultCount,
        toolFailureCount: tally.toolFailureCount,
        toolDenialCount: Math.max(tally.toolDenialCount, tally.result?.denials ?? 0),
        toolCounts: new Map(toolCounts),
        resultCount: tally.resultCount,
        retryCount: tally.retryCount,
        turnCount: tally.toldTurnCount > 0 ? tally.toldTurnCount : tally.turnStartCount,
        sessionId: tally.sessionId,
        model: tally.model,
        lastText: tally.lastText,
        lastError: tally.lastError,
        limit: tally.limit,
      };
    },
  };
};

const namedToolCount = 200;

const countTool = (counts: Map<string, number>, name: string): void => {
  const key = counts.has(name) || counts.size < namedToolCount ? name : '(other)';
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const count = (tally: Tally, event: AgentEventBody): void => {
  switch (event.kind) {
    case 'session':
      tally.sessionId = event.sessionId ?? tally.sessionId;
      tally.model = event.model ?? tally.model;
      return;
    case 'turn':
      if (event.phase !== 'start') return;
      tally.turnStartCount += 1;
      begin(tally);
      return;
    case 'message':
      hear(tally, event);
      return;
    case 'tool-call':
      tally.toolCallCount += 1;
      begin(tally);
      return;
    case 'tool-result':
      tally.toolResultCount += 1;
      if (!event.ok) tally.toolFailureCount += 1;
      if (event.denied) tally.toolDenialCount += 1;
      return;
    case 'retry':
      tally.retryCount += 1;
      tally.lastError = headOf(event.message, 1000) || tally.lastError;
      return;
    case 'limit':
      tally.limit = event;
      return;
    case 'error':
      if (event.fatal) tally.fatal = event.class;
      tally.lastError = headOf(event.message, 1000);
      return;
    case 'result':
      conclude(tally, event);
      return;
    default:
  }
};

const begin = (tally: Tally): void => {
  tally.isOpen = true;
  tally.fatal = null;
};

const conclude = (tally: Tally, result: Result): void => {
  tally.resultCount += 1;
  tally.toldTurnCount += result.turns ?? 0;
  tally.result = result;
  tally.isOpen = false;
  if (result.ok) tally.fatal = null;
  if (result.ok) tally.limit = null;
};

const keptCharacters = 4000;

const hear = (tally: Tally, event: Extract<AgentEventBody, { readonly kind: 'message' }>): void => {
  if (event.role !== 'assistant') return;
  begin(tally);
  const isMore = event.partial && tally.partsOf !== null && tally.partsOf === event.id;
  const before = isMore ? (tally.lastText ?? '') : '';
  if (before.length < keptCharacters) tally.lastText = headOf(`${before}${event.text}`, keptCharacters);
  tally.partsOf = event.partial ? event.id : null;
};

type Verdict = Pick<AgentSummary, 'status' | 'reason'>;

/** What the agent says of itself; who ended it; what the process shows: in this order. */
const verdictOf = (tally: Tally, end: ProcessEnd | null): Verdict => {
  const { result, isOpen, fatal } = tally;
  const last = isOpen ? null : result;
  if (last?.ok === true) return { status: 'succeeded', reason: 'completed' };
  const trouble = last?.reason ?? fatal;
  if (end !== null && end.stoppedBy !== null) return { status: 'stopped', reason: end.stoppedBy };
  if (trouble === 'aborted') return { status: 'stopped', reason: 'aborted' };
  if (trouble !== null && trouble !== 'completed') return { status: 'failed', reason: trouble };
  return end === null
    ? { status: 'unfinished', reason: null }
    : { status: 'failed', reason: deathOf(tally, end) };
};

/** Exit codes that stand for a signal, as a shell and our runner write them. */
const signalOfExit: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

/** Two CLIs end with it when their turns are used up, one of them without a word in the log. */
const exitOfTurnLimit = 53;

const deathOf = ({ eventCount }: Tally, { exitCode, signal }: ProcessEnd): string => {
  const by = signal ?? (exitCode === null ? null : (signalOfExit[exitCode] ?? null));
  if (by !== null) return `killed:${by}`;
  if (exitCode === exitOfTurnLimit) return 'max_turns';
  if (exitCode === 0) return 'no_result';
  return eventCount === 0 ? 'failed_to_start' : 'crashed';
};
