/**
 * A model provider's API as far as agents use it: which path it is, what a request says, what a reply looks like.
 */
import { randomUUID } from 'node:crypto';
import type { ToolCall, Usage } from './script.ts';

/** What a request says, whatever its API. */
export interface Asked {
  readonly model: string;
  /** Names of the tools that are offered. None: a question beside the conversation. */
  readonly tools: readonly string[];
  /** Replies of the model that it already holds; with a text, those after the last message by others that has it. */
  readonly countReplies: (since?: string) => number;
  /** All that was put in by others than the model, as JSON. */
  readonly said: string;
  readonly isStreaming: boolean;
  /** True when the answer has to be JSON. */
  readonly wantsJson: boolean;
}

/** What is to be said. */
export interface Reply {
  readonly model: string;
  readonly text: string;
  readonly tools: readonly ToolCall[];
  readonly usage: Usage;
}

/** One server-sent event. */
export interface ServerEvent {
  readonly name?: string;
  /** Sent as JSON, a string as it is. */
  readonly data: unknown;
}

export interface Dialect {
  readonly name: 'messages' | 'responses' | 'chat' | 'gemini';
  /** True for a path that belongs to it. */
  owns(path: string): boolean;
  /** What a request says. */
  read(path: string, body: unknown): Asked;
  /** A reply as a stream; the last event closes it. */
  events(reply: Reply): readonly ServerEvent[];
  /** The same reply in one piece. */
  whole(reply: Reply): unknown;
  /** Body of an error. */
  error(status: number, message: string): unknown;
}

/** `msg_3f…`: an id as providers make them. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** Two pieces, so that whoever reads a stream has to put something together. */
export const piecesOf = (text: string): readonly string[] => {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '');
};

/** Counts runs of replies: a reply that a provider keeps as several items counts once. */
export const replyCounterOf =
  <Item>(items: readonly Item[], isOfModel: (item: Item) => boolean): Asked['countReplies'] =>
  (since) => {
    const start =
      since === undefined
        ? -1
        : items.findLastIndex((item) => !isOfModel(item) && JSON.stringify(item).includes(since));
    return items.filter((item, index) => {
      const before = items[index - 1];
      return index > start && isOfModel(item) && (before === undefined || !isOfModel(before));
    }).length;
  };
