/** Pages to write conversations on, and the conversations of captured logs. */
import { logFormats } from '../../../src/agents/built-in.ts';
import type { AgentEvent, AgentEventBody } from '../../../src/model/agent-event.ts';
import { type Choice, openConversation } from '../../../src/render/conversation/conversation.ts';
import type { Page } from '../../../src/render/conversation/page.ts';
import { bytesOf, eventsOf } from '../../agents/captures.ts';

/** 100 columns, no colours, UTC. */
export const pageWith = (part: Partial<Page> = {}): Page => ({
  width: 100,
  paint: (_, text) => text,
  utcOffsetMs: () => 0,
  hasTimes: false,
  isDetailed: false,
  secrets: [],
  rootPaths: ['/home/dev/repo/trees/gh-1/'],
  ...part,
});

/** 2026-11-20 14:18:02 UTC. */
export const startMs = Date.UTC(2026, 10, 20, 14, 18, 2);

/** Events without a time. */
export const eventsFrom = (bodies: readonly AgentEventBody[]): readonly AgentEvent[] =>
  bodies.map((body) => ({ ...body, atMs: null, parent: null }));

/** All lines of a conversation. */
export const linesOf = (
  events: readonly AgentEvent[],
  page: Page = pageWith(),
  choice: Choice = 'all',
): readonly string[] => {
  const conversation = openConversation(page, choice);
  return [...events.flatMap(conversation.add), ...conversation.end()];
};

/** The conversation of a captured log. */
export const captureLines = (
  name: string,
  part: Partial<Page> = {},
  choice: Choice = 'all',
): readonly string[] => {
  const agent = name.split('-')[0] ?? '';
  const hasTimes = logFormats[agent]?.tellsTimes === true;
  return linesOf(eventsOf(agent, [bytesOf(name)]), pageWith({ hasTimes, ...part }), choice);
};

/** A call of a tool. */
export const callOf = (
  part: Partial<Extract<AgentEventBody, { kind: 'tool-call' }>> = {},
): AgentEventBody => ({
  kind: 'tool-call',
  callId: 'c1',
  name: 'Bash',
  tool: 'shell',
  input: { command: 'npm test' },
  summary: 'npm test',
  ...part,
});

/** The end of a call. */
export const resultOf = (
  part: Partial<Extract<AgentEventBody, { kind: 'tool-result' }>> = {},
): AgentEventBody => ({
  kind: 'tool-result',
  callId: 'c1',
  ok: true,
  output: '',
  exitCode: null,
  denied: false,
  durationMs: null,
  ...part,
});

/** Whole words. */
export const messageOf = (
  text: string,
  part: Partial<Extract<AgentEventBody, { kind: 'message' }>> = {},
): AgentEventBody => ({
  kind: 'message',
  role: 'assistant',
  id: null,
  text,
  partial: false,
  synthetic: false,
  ...part,
});
