/** OpenAI's Chat Completions API: opencode, qwen, copilot and cline speak it. */
import { type Dialect, newId, piecesOf, type Reply, replyCounterOf, type ServerEvent } from './dialect.ts';
import { errorOfOpenAi } from './openai-error.ts';
import type { Usage } from './script.ts';

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly response_format?: unknown;
}

const usageOf = (usage: Usage) => {
  const inputCount = usage.inputCount + usage.cacheReadCount + usage.cacheWriteCount;
  return {
    prompt_tokens: inputCount,
    completion_tokens: usage.outputCount,
    total_tokens: inputCount + usage.outputCount,
    prompt_tokens_details: { cached_tokens: usage.cacheReadCount },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
};

const callsOf = ({ tools }: Reply) =>
  tools.map(({ name, input }) => ({
    id: newId('call'),
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));

const finishOf = ({ tools }: Reply): string => (tools.length > 0 ? 'tool_calls' : 'stop');

const deltasOf = (reply: Reply): readonly object[] => [
  { role: 'assistant', content: '' },
  ...piecesOf(reply.text).map((content) => ({ content })),
  ...callsOf(reply).flatMap((call, index) => [
    { tool_calls: [{ ...call, index, function: { ...call.function, arguments: '' } }] },
    ...piecesOf(call.function.arguments).map((piece) => ({
      tool_calls: [{ index, function: { arguments: piece } }],
    })),
  ]),
];

const headOf = ({ model }: Reply, object: string) => ({
  id: newId('chatcmpl'),
  object,
  created: 1_700_000_000,
  model,
});

const eventsOf = (reply: Reply): readonly ServerEvent[] => {
  const head = headOf(reply, 'chat.completion.chunk');
  const choice = (delta: object, reason: string | null) => ({
    data: { ...head, choices: [{ index: 0, delta, finish_reason: reason }] },
  });
  return [
    ...deltasOf(reply).map((delta) => choice(delta, null)),
    choice({}, finishOf(reply)),
    { data: { ...head, choices: [], usage: usageOf(reply.usage) } },
    { data: '[DONE]' },
  ];
};

/** `POST /v1/chat/completions`. */
export const chat: Dialect = {
  name: 'chat',
  owns: (path) => path.endsWith('/chat/completions'),
  read: (_path, body) => {
    const asked = body as Body;
    return {
      model: asked.model,
      tools: (asked.tools ?? []).map((tool) => tool.function.name),
      countReplies: replyCounterOf(asked.messages, ({ role }) => role === 'assistant'),
      said: JSON.stringify(asked.messages.filter(({ role }) => role !== 'assistant')),
      isStreaming: asked.stream === true,
      wantsJson: asked.response_format !== undefined,
    };
  },
  events: eventsOf,
  whole: (reply) => {
    const calls = callsOf(reply);
    const message = {
      role: 'assistant',
      content: reply.text,
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const choices = [{ index: 0, message, finish_reason: finishOf(reply) }];
    return { ...headOf(reply, 'chat.completion'), choices, usage: usageOf(reply.usage) };
  },
  error: errorOfOpenAi,
};
