import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFormats } from '../../src/agents/built-in.ts';
import { openLogReading } from '../../src/agents/read-log.ts';
import { openSummary } from '../../src/agents/summarize.ts';
import type { AgentEvent, Tokens } from '../../src/model/agent-event.ts';
import type { AgentSummary, ProcessEnd } from '../../src/model/agent-summary.ts';

const folder = join(import.meta.dirname, '../fixtures/agent-logs');

/** What the index says of a capture: how the process ended, and what a right reader makes of its log. */
export interface Capture {
  readonly agent: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly sentSignal: string | null;
  readonly before: { readonly tokens: Tokens; readonly usd: number } | null;
  readonly expect: {
    readonly status: string;
    readonly reason: string;
    readonly tokens: Tokens;
    readonly tokensExact: boolean;
    readonly usd: number | null;
    readonly toolCalls: number;
    readonly toolResults: number;
    readonly toolFailures: number;
    readonly results: number;
    readonly retries: number;
    readonly sessionId: string | null;
    readonly lastText: string | null;
  };
}

/** Every capture by name. */
export const captures: Readonly<Record<string, Capture>> = JSON.parse(
  readFileSync(join(folder, 'index.json'), 'utf8'),
);

/** Names of the logs that lie there, listed in the index or not. */
export const captureFiles = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length));

/** The bytes of a capture. */
export const bytesOf = (name: string): Uint8Array => readFileSync(join(folder, `${name}.jsonl`));

/** The events of a log that arrives in these pieces. */
export const eventsOf = (agent: string, pieces: readonly Uint8Array[]): readonly AgentEvent[] => {
  const events: AgentEvent[] = [];
  const reading = openLogReading({
    format: logFormats[agent] ?? null,
    onEvent: (event) => void events.push(event),
  });
  for (const piece of pieces) reading.feed(piece);
  reading.end();
  return events;
};

/** What events amount to. */
export const summaryOf = (
  events: readonly AgentEvent[],
  end: ProcessEnd | null,
  before: Capture['before'] = null,
): AgentSummary => {
  const summary = openSummary(before === null ? null : { tokens: before.tokens, costUsd: before.usd });
  for (const event of events) summary.add(event);
  return summary.summary(end);
};

/** How the process of a capture ended. */
export const endOf = ({ exitCode, signal, sentSignal }: Capture): ProcessEnd => ({
  exitCode,
  signal,
  stoppedBy: sentSignal,
});
