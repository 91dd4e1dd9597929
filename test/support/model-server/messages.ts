/** Anthropic's Messages API: claude and pi speak it. */
import { type Dialect, newId, piecesOf, type Reply, replyCounterOf, type ServerEvent } from './dialect.ts';
import type { ToolCall, Usage } from './script.ts';

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly output_config?: { readonly format?: unknown };
}

const usageOf = (usage: Usage) => ({
  input_tokens: usage.inputCount,
  cache_read_input_tokens: usage.cacheReadCount,
  cache_creation_input_tokens: usage.cacheWriteCount,
  output_tokens: usage.outputCount,
});

const stopReasonOf = ({ tools }: Reply): string => (tools.length > 0 ? 'tool_use' : 'end_turn');

const headOf = ({ model }: Reply) => ({
  id: newId('msg'),
  type: 'message',
  role: 'assistant',
  model,
  stop_sequence: null,
});

const blockOf = ({ name, input }: ToolCall) => ({ type: 'tool_use', id: newId('toolu'), name, input });

const blockEvents = (index: number, start: object, deltas: readonly object[]): readonly ServerEvent[] =>
  [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ].map((data) => ({ name: data.type, data }));

const textEvents = (text: string): readonly ServerEvent[] =>
  blockEvents(
    0,
    { type: 'text', text: '' },
    piecesOf(text).map((piece) => ({ type: 'text_delta', text: piece })),
  );

const toolEvents = (index: number, call: ToolCall): readonly ServerEvent[] =>
  blockEvents(
    index,
    { ...blockOf(call), input: {} },
    piecesOf(JSON.stringify(call.input)).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
  );

const eventsOf = (reply: Reply): readonly ServerEvent[] => {
  const usage = usageOf(reply.usage);
  const message = { ...headOf(reply), content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  const delta = { stop_reason: stopReasonOf(reply), stop_sequence: null };
  const texts = reply.text === '' ? [] : textEvents(reply.text);
  const offset = texts.length === 0 ? 0 : 1;
  return [
    { name: 'message_start', data: { type: 'message_start', message } },
    ...texts,
    ...reply.tools.flatMap((call, index) => toolEvents(index + offset, call)),
    { name: 'message_delta', data: { type: 'message_delta', delta, usage } },
    { name: 'message_stop', data: { type: 'message_stop' } },
  ];
};

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** `POST /v1/messages`. */
export const messages: Dialect = {
  name: 'messages',
  owns: (path) => path.endsWith('/messages'),
  read: (_path, body) => {
    const asked = body as Body;
    return {
      model: asked.model,
      tools: (asked.tools ?? []).map(({ name }) => name),
      countReplies: replyCounterOf(asked.messages, ({ role }) => role === 'assistant'),
      said: JSON.stringify(asked.messages.filter(({ role }) => role === 'user')),
      isStreaming: asked.stream === true,
      wantsJson: asked.output_config?.format !== undefined,
    };
  },
  events: eventsOf,
  whole: (reply) => ({
    ...headOf(reply),
    content: [
      ...(reply.text === '' ? [] : [{ type: 'text', text: reply.text }]),
      ...reply.tools.map(blockOf),
    ],
    stop_reason: stopReasonOf(reply),
    usage: usageOf(reply.usage),
  }),
  error: (status, message) => ({
    type: 'error',
    error: { type: errorTypes[status] ?? 'api_error', message },
  }),
};
