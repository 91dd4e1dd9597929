/**
 * Lines as Claude Code writes them with `--output-format stream-json`, and Qwen Code after it: messages of content blocks,
 * results of tools in messages of the user, a result line after each turn. What the two count differently is handed in.
 */
import type { AgentEvent, AgentEventBody, LineReader } from '../model/agent-event.ts';
import { errorEventsOf, eventsAt, messageOf, partOf, retryOf, sessionOf } from './bodies.ts';
import { contentTextOf, type Json, listOf, numberOf, recordOf, textOf } from './fields.ts';
import { callEventsOf, exitCodeOf, resultEventOf } from './tools.ts';

/** What a CLI of this shape has of its own. */
export interface ShapeParts {
  /** Figures of one assistant message. */
  readonly ofMessage: (message: Json) => readonly AgentEventBody[];
  /** Everything a result line says. */
  readonly ofResult: (line: Json) => readonly AgentEventBody[];
}

/** A reader of this shape. */
export const createShapeReader = (parts: ShapeParts): LineReader => {
  let streamed: string | null = null;
  return (line) => {
    switch (line.type) {
      case 'assistant':
        return here(line, ofAssistant(line, parts));
      case 'user':
        return here(line, ofUser(line));
      case 'result':
        return here(line, parts.ofResult(line));
      case 'system':
        return here(line, ofSystem(line));
      case 'stream_event': {
        const event = recordOf(line.event);
        if (event.type === 'message_start') streamed = textOf(recordOf(event.message).id);
        return here(line, ofStream(event, streamed));
      }
      case 'tool_progress':
        return here(line, [progressOf(line)]);
      case 'rate_limit_event':
        return here(line, ofRateLimit(recordOf(line.rate_limit_info)));
      default:
        return [];
    }
  };
};

const here = (line: Json, bodies: readonly AgentEventBody[]): readonly AgentEvent[] =>
  eventsAt(bodies, line.timestamp, textOf(line.parent_tool_use_id));

const ofAssistant = (line: Json, parts: ShapeParts): readonly AgentEventBody[] => {
  const message = recordOf(line.message);
  const id = textOf(message.id);
  if (line.is_api_error_message === true) {
    const status = numberOf(line.api_error_status);
    return errorEventsOf({ message: contentTextOf(message.content), status, fatal: false });
  }
  const told: AgentEventBody[] = [];
  for (const block of listOf(message.content)) told.push(...ofBlock(recordOf(block), id));
  if (message.model !== '<synthetic>') told.push(...parts.ofMessage(message));
  return told;
};

const ofBlock = (block: Json, id: string | null): readonly AgentEventBody[] => {
  switch (block.type) {
    case 'text':
      return messageOf('assistant', textOf(block.text), id);
    case 'thinking':
      return messageOf('reasoning', textOf(block.thinking), id);
    case 'tool_use':
    case 'server_tool_use':
      return callEventsOf({ callId: block.id, name: block.name, input: block.input });
    default:
      return [];
  }
};

const ofUser = (line: Json): readonly AgentEventBody[] => {
  const { content } = recordOf(line.message);
  if (typeof content === 'string') return messageOf('user', content);
  const metas = listOf(line.tool_result_meta).map(recordOf);
  const told: AgentEventBody[] = [];
  for (const block of listOf(content).map(recordOf)) {
    if (block.type === 'text') told.push(...ofUserText(textOf(block.text) ?? ''));
    else if (block.type === 'tool_result') told.push(ofToolResult(block, metas));
  }
  return told;
};

const ofUserText = (text: string): readonly AgentEventBody[] =>
  messageOf('user', text).map((body) =>
    body.kind === 'message' ? { ...body, synthetic: text.startsWith('[Request interrupted') } : body,
  );

const ofToolResult = (block: Json, metas: readonly Json[]): AgentEventBody => {
  const callId = block.tool_use_id;
  const meta = metas.find(({ id }) => id === callId);
  const output = contentTextOf(block.content);
  return resultEventOf({
    callId,
    ok: block.is_error !== true,
    output,
    exitCode: exitCodeOf(output),
    denied: textOf(meta?.non_execution_kind) !== null,
  });
};

const ofSystem = (line: Json): readonly AgentEventBody[] => {
  switch (line.subtype) {
    case 'init':
      return [
        sessionOf({
          sessionId: textOf(line.session_id),
          model: textOf(line.model),
          cwd: textOf(line.cwd),
          version: textOf(line.claude_code_version ?? line.qwen_code_version),
        }),
        { kind: 'turn', phase: 'start' },
      ];
    case 'api_retry': {
      const status = numberOf(line.error_status);
      return [retryFrom(line, ['max_retries', 'retry_delay_ms'], status)];
    }
    case 'retry':
      return [retryFrom(recordOf(line.data), ['maxRetries', 'delayMs'], null)];
    case 'task_progress':
      return [
        {
          kind: 'tool-progress',
          callId: textOf(line.tool_use_id) ?? '',
          text: textOf(line.description),
          elapsedMs: null,
        },
      ];
    case 'background_tasks_changed':
      return [{ kind: 'background', count: listOf(line.tasks).length }];
    case 'permission_denied':
    case 'informational':
      return noticeOf(textOf(line.message ?? line.content));
    default:
      return [];
  }
};

const noticeOf = (message: string | null): readonly AgentEventBody[] =>
  message === null ? [] : [{ kind: 'notice', level: 'warn', message }];

const retryFrom = (
  source: Json,
  [most, delay]: readonly [string, string],
  status: number | null,
): AgentEventBody =>
  retryOf({
    attempt: numberOf(source.attempt),
    maxAttempts: numberOf(source[most]),
    delayMs: numberOf(source[delay]),
    status,
    message: textOf(source.error) ?? textOf(source.reason) ?? '',
  });

/** A heartbeat has an id of its own and names the call as its parent. */
const progressOf = (line: Json): AgentEventBody => {
  const seconds = numberOf(line.elapsed_time_seconds);
  return {
    kind: 'tool-progress',
    callId: textOf(line.parent_tool_use_id) ?? textOf(line.tool_use_id) ?? '',
    text: null,
    elapsedMs: seconds === null ? null : seconds * 1000,
  };
};

const ofRateLimit = (facts: Json): readonly AgentEventBody[] => {
  if (facts.status !== 'rejected') return [];
  const resetsAt = numberOf(facts.resetsAt);
  const message = `usage limit reached (${textOf(facts.rateLimitType) ?? 'no name'})`;
  return [
    {
      kind: 'limit',
      class: 'quota',
      resetAtMs: resetsAt === null ? null : resetsAt * 1000,
      waitMs: null,
      resetClock: null,
      message,
    },
  ];
};

const ofStream = (event: Json, streamed: string | null): readonly AgentEventBody[] => {
  if (event.type !== 'content_block_delta') return [];
  const delta = recordOf(event.delta);
  return delta.type === 'text_delta' ? partOf(textOf(delta.text), streamed) : [];
};
