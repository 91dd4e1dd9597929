/**
 * What a scripted model says: data, so that a test shows its whole model at a glance.
 *
 * A conversation is not remembered: how many replies of the model a request already holds says which turn is due, so
 * retries, resumed sessions and several agents at once all work. Only how often a fault has struck is counted.
 */

/** Tokens that a reply reports. `inputCount` excludes what came from or went to the cache. */
export interface Usage {
  readonly inputCount: number;
  readonly cacheReadCount: number;
  readonly cacheWriteCount: number;
  /** Reasoning included. */
  readonly outputCount: number;
}

/** A call by the tool's own name; a text as input is that of a tool without a schema, such as codex's `apply_patch`. */
export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** What goes wrong instead of, or within, a reply. */
export type Fault =
  /** `body` null or absent: the error of the API with that message. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly body?: unknown;
      readonly retryAfterS?: number;
    }
  /** Nothing more comes after so many events, and the connection stays open. */
  | { readonly kind: 'hang'; readonly afterEventCount: number }
  /** The connection breaks after so many events. */
  | { readonly kind: 'cut'; readonly afterEventCount: number };

/** One reply of the model. With tool calls the agent comes back for the next turn, without them it is done. */
export interface Turn {
  readonly text?: string;
  readonly tools?: readonly ToolCall[];
  readonly usage?: Partial<Usage>;
  /** Before the first byte. */
  readonly delayMs?: number;
  readonly fault?: Fault;
  /** The fault strikes so many requests for this turn, then the turn is said; without it, all. */
  readonly faultCount?: number;
}

/** The replies of a conversation in their order; whoever asks for more is told that all is done. */
export interface Script {
  /** The turns begin after the last message that has this text: for a session that goes on. */
  readonly since?: string;
  readonly turns: readonly Turn[];
}

/** What a turn reports when it says nothing else. */
export const PLAIN_USAGE: Usage = {
  inputCount: 1000,
  cacheReadCount: 0,
  cacheWriteCount: 0,
  outputCount: 50,
};

/** Said beyond the last turn, and where an agent asks beside its conversation (for a title and the like). */
export const NOTHING_MORE: Turn = { text: 'All is done.' };
