/** Google's Gemini API: gemini speaks it. */
import { type Dialect, newId, piecesOf, type Reply, replyCounterOf, type ServerEvent } from './dialect.ts';
import type { Usage } from './script.ts';

interface Body {
  readonly contents: readonly { readonly role: string; readonly parts: unknown }[];
  readonly tools?: readonly { readonly functionDeclarations?: readonly { readonly name: string }[] }[];
  readonly generationConfig?: { readonly responseJsonSchema?: unknown; readonly responseSchema?: unknown };
}

const usageOf = (usage: Usage) => {
  const inputCount = usage.inputCount + usage.cacheReadCount + usage.cacheWriteCount;
  return {
    promptTokenCount: inputCount,
    cachedContentTokenCount: usage.cacheReadCount,
    candidatesTokenCount: usage.outputCount,
    totalTokenCount: inputCount + usage.outputCount,
  };
};

const partsOf = ({ text, tools }: Reply): readonly object[] => [
  ...piecesOf(text).map((piece) => ({ text: piece })),
  ...tools.map(({ name, input }) => ({ functionCall: { name, args: input } })),
];

const answerOf = ({ model, usage }: Reply, parts: readonly object[]) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, finishReason: 'STOP' }],
  usageMetadata: usageOf(usage),
  modelVersion: model,
  responseId: newId('gem'),
});

const eventsOf = (reply: Reply): readonly ServerEvent[] => [
  ...partsOf(reply).map((part) => ({
    data: {
      candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }],
      modelVersion: reply.model,
    },
  })),
  { data: answerOf(reply, [{ text: '' }]) },
];

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** `POST /v1beta/models/MODEL:streamGenerateContent`, and `:generateContent` for one piece. */
export const gemini: Dialect = {
  name: 'gemini',
  owns: (path) => /:(?:streamGenerateContent|generateContent)$/.test(path),
  read: (path, body) => {
    const asked = body as Body;
    const { responseJsonSchema, responseSchema } = asked.generationConfig ?? {};
    return {
      model: /models\/([^:/]+)/.exec(path)?.[1] ?? '',
      tools: (asked.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map(({ name }) => name),
      countReplies: replyCounterOf(asked.contents, ({ role }) => role === 'model'),
      said: JSON.stringify(asked.contents.filter(({ role }) => role !== 'model')),
      isStreaming: path.endsWith(':streamGenerateContent'),
      wantsJson: (responseJsonSchema ?? responseSchema) !== undefined,
    };
  },
  events: eventsOf,
  whole: (reply) => answerOf(reply, partsOf(reply)),
  error: (status, message) => ({
    error: { code: status, message, status: statuses[status] ?? 'INTERNAL', details: [] },
  }),
};
