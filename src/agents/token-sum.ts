/**
 * Figures of tokens and cost added up by what each covers: a request by its id, a turn on top, a run or a session in place
 * of all before. Memory stays the same for any number of requests.
 */
import type { AgentEventBody, Tokens } from '../model/agent-event.ts';
import type { EarlierFigures } from '../model/agent-summary.ts';

const noTokens: Tokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

const combined = (one: Tokens, other: Tokens, sign: 1 | -1): Tokens => ({
  input: Math.max(0, one.input + sign * other.input),
  cacheRead: Math.max(0, one.cacheRead + sign * other.cacheRead),
  cacheWrite: Math.max(0, one.cacheWrite + sign * other.cacheWrite),
  output: Math.max(0, one.output + sign * other.output),
  reasoning: Math.max(0, one.reasoning + sign * other.reasoning),
});

type Usage = Extract<AgentEventBody, { readonly kind: 'usage' }>;
type Cost = Extract<AgentEventBody, { readonly kind: 'cost' }>;

/** Requests that a later figure may still replace; older ones are settled. */
const openRequestCount = 64;

/** A sum that figures are added to. */
export interface FigureSum {
  readonly addUsage: (usage: Usage) => void;
  readonly addCost: (cost: Cost) => void;
  readonly tokens: () => Tokens;
  /** True when everything that was told is told to its end, and something was. */
  readonly isExact: () => boolean;
  /** Null: none was told, or the CLI does not know the price. */
  readonly costUsd: () => number | null;
}

/** Begins a sum; `earlier` is taken off figures of a whole session. */
export const openFigureSum = (earlier: EarlierFigures | null): FigureSum => {
  const open = new Map<string, Usage>();
  let settled = noTokens;
  let isTold = false;
  let hasRough = false;
  let cost: number | null = null;
  let isUnpriced = false;

  const settle = (usage: Usage): void => {
    settled = combined(settled, usage.tokens, 1);
    if (!usage.final) hasRough = true;
  };
  const addRequest = (usage: Usage): void => {
    const { id } = usage;
    if (id === null) {
      settle(usage);
      return;
    }
    const known = open.get(id);
    if (known?.final === true && !usage.final) return;
    open.set(id, usage);
    const oldest = open.size > openRequestCount ? open.entries().next().value : undefined;
    if (oldest === undefined) return;
    open.delete(oldest[0]);
    settle(oldest[1]);
  };
  /** What `turn`, `run` and `session` say has all requests before it. */
  let closed = noTokens;
  const close = (usage: Usage): void => {
    const whole =
      usage.scope === 'session' && earlier !== null
        ? combined(usage.tokens, earlier.tokens, -1)
        : usage.tokens;
    closed = usage.scope === 'turn' ? combined(closed, whole, 1) : whole;
    settled = noTokens;
    hasRough = false;
    open.clear();
  };
  return {
    addUsage: (usage) => {
      if (usage.scope === 'live') return;
      isTold = true;
      if (usage.scope === 'request') addRequest(usage);
      else close(usage);
    },
    addCost: ({ scope, amount }) => {
      if (amount === null) isUnpriced = true;
      else if (scope === 'session') cost = Math.max(0, amount - (earlier?.costUsd ?? 0));
      else if (scope === 'run') cost = amount;
      else if (scope !== 'live') cost = (cost ?? 0) + amount;
    },
    tokens: () =>
      [...open.values()].reduce((sum, { tokens }) => combined(sum, tokens, 1), combined(closed, settled, 1)),
    isExact: () => isTold && !hasRough && [...open.values()].every(({ final }) => final),
    costUsd: () => (isUnpriced ? null : cost),
  };
};
