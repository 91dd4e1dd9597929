/**
 * Short ways to write events that nearly every format has.
 */
import type { AgentEvent, AgentEventBody, FigureScope, Tokens, TroubleClass } from '../model/agent-event.ts';
import { instantOf } from './fields.ts';
import { limitsOf, type Trouble, troubleClassOf } from './trouble.ts';

const nothing: readonly AgentEvent[] = [];

/** A body that has just been made, and nobody has seen yet. */
type Unplaced = AgentEventBody & { atMs?: number | null; parent?: string | null };

/**
 * Gives bodies the instant of their line, as it stands there, and the sub-agent they belong to. In place: a copy of each
 * event, of so many shapes, took a third of the time of reading a log.
 */
export const eventsAt = (
  bodies: readonly AgentEventBody[],
  at: unknown,
  parent: string | null = null,
): readonly AgentEvent[] => {
  if (bodies.length === 0) return nothing;
  const atMs = instantOf(at);
  for (const body of bodies as readonly Unplaced[]) {
    body.atMs = atMs;
    body.parent = parent;
  }
  return bodies as readonly AgentEvent[];
};

/** A whole message, or nothing when there is no text. */
export const messageOf = (
  role: 'assistant' | 'reasoning' | 'user',
  text: string | null,
  id: string | null = null,
): readonly AgentEventBody[] =>
  text === null || text === '' ? [] : [{ kind: 'message', role, id, text, partial: false, synthetic: false }];

/** A part of a message. */
export const partOf = (text: string | null, id: string | null = null): readonly AgentEventBody[] =>
  text === null ? [] : [{ kind: 'message', role: 'assistant', id, text, partial: true, synthetic: false }];

/** A session's facts, as far as a line tells them. */
export const sessionOf = (facts: {
  readonly sessionId?: string | null;
  readonly model?: string | null;
  readonly cwd?: string | null;
  readonly version?: string | null;
}): AgentEventBody => ({
  kind: 'session',
  sessionId: facts.sessionId ?? null,
  model: facts.model ?? null,
  cwd: facts.cwd ?? null,
  version: facts.version ?? null,
});

/** A final figure. */
export const usageOf = (scope: FigureScope, tokens: Tokens, id: string | null = null): AgentEventBody => ({
  kind: 'usage',
  scope,
  id,
  final: true,
  tokens,
});

/** A cost in dollars; null when the CLI does not know the price. */
export const costOf = (scope: FigureScope, amount: number | null): AgentEventBody => ({
  kind: 'cost',
  scope,
  amount,
  currency: 'USD',
});

/** A retry, with what is known of it. */
export const retryOf = (facts: {
  readonly attempt?: number | null;
  readonly maxAttempts?: number | null;
  readonly delayMs?: number | null;
  readonly status?: number | null;
  readonly message: string;
}): AgentEventBody => ({
  kind: 'retry',
  attempt: facts.attempt ?? null,
  maxAttempts: facts.maxAttempts ?? null,
  delayMs: facts.delayMs ?? null,
  status: facts.status ?? null,
  message: facts.message,
});

/** An error, and the limit it stands for. `class` beats what the text says. */
export const errorEventsOf = (
  trouble: Trouble & { readonly class?: TroubleClass | null; readonly fatal: boolean },
): readonly AgentEventBody[] => {
  const name = trouble.class ?? troubleClassOf(trouble);
  const { fatal, message, status } = trouble;
  const error: AgentEventBody = { kind: 'error', fatal, class: name, status: status ?? null, message };
  return fatal ? [error, ...limitsOf(name, message)] : [error];
};

/** The agent's verdict. */
export const verdictOf = (
  reason: 'completed' | TroubleClass,
  facts: {
    readonly text?: string | null;
    readonly turns?: number | null;
    readonly durationMs?: number | null;
    readonly denials?: number;
  } = {},
): AgentEventBody => ({
  kind: 'result',
  ok: reason === 'completed',
  reason,
  text: facts.text ?? null,
  turns: facts.turns ?? null,
  durationMs: facts.durationMs ?? null,
  denials: facts.denials ?? 0,
});
