/** OpenAI's Responses API: codex speaks it. */
import { type Dialect, newId, piecesOf, type Reply, replyCounterOf, type ServerEvent } from './dialect.ts';
import { errorOfOpenAi } from './openai-error.ts';
import type { ToolCall, Usage } from './script.ts';

interface Item {
  readonly type?: string;
  readonly role?: string;
}

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name?: string; readonly type: string }[];
  readonly input: readonly Item[];
}

const ofModel = /^(?:function_call|custom_tool_call|local_shell_call|reasoning)$/;
const isOfModel = ({ role, type }: Item): boolean => role === 'assistant' || ofModel.test(type ?? '');

const usageOf = (usage: Usage) => {
  const inputCount = usage.inputCount + usage.cacheReadCount + usage.cacheWriteCount;
  return {
    input_tokens: inputCount,
    input_tokens_details: { cached_tokens: usage.cacheReadCount },
    output_tokens: usage.outputCount,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputCount + usage.outputCount,
  };
};

/** Whatever is told apart by its type. */
interface Typed {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One item of a response, and what its pieces are called while it is streamed. */
interface Output {
  readonly item: Typed & { readonly id: string };
  readonly pieceType: string;
  readonly text: string;
}

const messageOf = (text: string): Output => ({
  item: {
    type: 'message',
    id: newId('msg'),
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  },
  pieceType: 'response.output_text.delta',
  text,
});

const callOf = ({ name, input }: ToolCall): Output => {
  const rest = { call_id: newId('call'), name, status: 'completed' };
  if (typeof input === 'string')
    return {
      item: { type: 'custom_tool_call', id: newId('ctc'), ...rest, input },
      pieceType: 'response.custom_tool_call_input.delta',
      text: input,
    };
  const text = JSON.stringify(input);
  return {
    item: { type: 'function_call', id: newId('fc'), ...rest, arguments: text },
    pieceType: 'response.function_call_arguments.delta',
    text,
  };
};

const outputOf = ({ text, tools }: Reply): readonly Output[] => [
  ...(text === '' ? [] : [messageOf(text)]),
  ...tools.map(callOf),
];

const responseOf = ({ model, usage }: Reply, output: readonly Output[]) => ({
  id: newId('resp'),
  object: 'response',
  created_at: 1_700_000_000,
  model,
  status: 'completed',
  output: output.map(({ item }) => item),
  usage: usageOf(usage),
});

const itemEvents = ({ item, pieceType, text }: Output, index: number): readonly Typed[] => {
  const place = { output_index: index, item_id: item.id, content_index: 0 };
  return [
    {
      type: 'response.output_item.added',
      output_index: index,
      item: { ...item, status: 'in_progress' },
    },
    ...piecesOf(text).map((delta) => ({ type: pieceType, ...place, delta })),
    { type: 'response.output_item.done', output_index: index, item },
  ];
};

const eventsOf = (reply: Reply): readonly ServerEvent[] => {
  const output = outputOf(reply);
  const response = responseOf(reply, output);
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const told: readonly Typed[] = [
    { type: 'response.created', response: begun },
    ...output.flatMap(itemEvents),
    { type: 'response.completed', response },
  ];
  return told.map((data, sequence) => ({ name: data.type, data: { ...data, sequence_number: sequence } }));
};

/** `POST /v1/responses`. */
export const responses: Dialect = {
  name: 'responses',
  owns: (path) => path.endsWith('/responses'),
  read: (_path, body) => {
    const asked = body as Body;
    return {
      model: asked.model,
      tools: (asked.tools ?? []).map(({ name, type }) => name ?? type),
      countReplies: replyCounterOf(asked.input, isOfModel),
      said: JSON.stringify(asked.input.filter((item) => !isOfModel(item))),
      isStreaming: asked.stream === true,
      wantsJson: false,
    };
  },
  events: eventsOf,
  whole: (reply) => responseOf(reply, outputOf(reply)),
  error: errorOfOpenAi,
};
