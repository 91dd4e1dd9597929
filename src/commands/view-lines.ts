/**
 * A log as it is shown: bytes in, lines out. What its agent's format does not know is shown as it is, and said.
 */
import { type Accounting, openAccount } from '../agents/account.ts';
import { agentDefinitions } from '../agents/built-in.ts';
import { openLogReading } from '../agents/read-log.ts';
import { openRecognizing } from '../agents/recognize.ts';
import type { AgentAccount } from '../model/agent-account.ts';
import type { AgentEvent, LogFormat } from '../model/agent-event.ts';
import type { EarlierFigures, ProcessEnd } from '../model/agent-summary.ts';
import { openConversation } from '../render/conversation/conversation.ts';
import { eventJson, jsonLineOf, toolCountJson } from '../render/conversation/event-json.ts';
import type { Page } from '../render/conversation/page.ts';
import { openRawText } from '../render/conversation/raw-text.ts';
import { openToolTally, toolTallyLines } from '../render/conversation/tool-tally.ts';
import { openTroubleFilter } from '../render/conversation/trouble-events.ts';

/** What of a log is shown. */
export type Choice = 'all' | 'errors' | 'tools';

/** What showing needs. */
export interface ShowingRequest {
  readonly agent: string;
  /** Null: plain text. */
  readonly format: LogFormat | null;
  readonly earlier: EarlierFigures | null;
  readonly page: Page;
  readonly choice: Choice;
  readonly isJson: boolean;
  /** Says, in lines, that a log is not what its format promises. */
  readonly tellRaw: () => readonly string[];
}

/** A log being shown. Methods answer lines without ends. */
export interface Showing {
  readonly feed: (bytes: Uint8Array) => readonly string[];
  /** Nothing more comes for now. */
  readonly pause: () => readonly string[];
  /** Nothing more comes; `isOver` false: but the worker may go on. */
  readonly end: (isOver: boolean) => readonly string[];
  /** True once it is known that the log is no conversation. */
  readonly isText: () => boolean;
  readonly account: (end: ProcessEnd | null) => AgentAccount;
}

/** Bytes that are looked at before a log counts as unknown. */
const preludeBytes = 64 * 1024;

type Sink = Pick<Showing, 'feed' | 'pause' | 'end'>;

/** Begins to show. */
export const openShowing = (request: ShowingRequest): Showing => {
  const { format } = request;
  const accounting = openAccount({
    agent: agentDefinitions[request.agent] ?? null,
    isFormatted: format !== null,
    earlier: request.earlier,
  });
  const isFormatted = format !== null;
  let isText = !isFormatted;
  const recognizing = isFormatted ? openRecognizing(format) : null;
  let sink: Sink | null = isFormatted ? null : openSinkOf(request, null, accounting);
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  const begin = (known: LogFormat | null): readonly string[] => {
    const pieces = held;
    held = [];
    isText = known === null;
    const why = known === null ? request.tellRaw() : [];
    sink = openSinkOf(request, known, accounting);
    return [...why, ...pieces.flatMap(sink.feed)];
  };
  const decide = (at: 'feed' | 'pause' | 'end'): readonly string[] => {
    const verdict = recognizing?.verdict();
    if (sink !== null || (heldBytes === 0 && at !== 'end')) return [];
    if (verdict === 'events' || (verdict === 'lines' && at === 'pause')) return begin(format);
    if (at === 'end') return begin(heldBytes === 0 ? format : null);
    return heldBytes > preludeBytes ? begin(null) : [];
  };
  return {
    feed: (bytes) => {
      if (sink !== null) return sink.feed(bytes);
      held.push(bytes);
      heldBytes += bytes.length;
      recognizing?.feed(bytes);
      return decide('feed');
    },
    pause: () => [...decide('pause'), ...(sink?.pause() ?? [])],
    end: (isOver) => {
      const before = decide('end');
      return [...before, ...(sink?.end(isOver) ?? [])];
    },
    isText: () => isText,
    account: accounting.account,
  };
};

const openSinkOf = (request: ShowingRequest, format: LogFormat | null, accounting: Accounting): Sink => {
  const { page, choice, isJson } = request;
  if (format === null && !isJson) {
    const raw = choice === 'all' ? openRawText(page) : null;
    const { add = () => [], end = () => [] } = raw ?? {};
    return { feed: add, pause: () => [], end };
  }
  const shown = isJson ? openJsonShown(request) : openLinesShown(request);
  let lines: string[] = [];
  const drained = (more: readonly string[]): readonly string[] => {
    const all = more.length === 0 ? lines : [...lines, ...more];
    lines = [];
    return all;
  };
  const reading = openLogReading({
    format,
    onEvent: (event, line) => {
      accounting.add(event, Date.now());
      for (const one of shown.add(event, line)) lines.push(one);
    },
  });
  return {
    feed: (bytes) => {
      reading.feed(bytes);
      return drained([]);
    },
    pause: () => drained(shown.pause()),
    end: (isOver) => {
      if (isOver) reading.end();
      return drained(shown.end(isOver));
    },
  };
};

interface Shown {
  readonly add: (event: AgentEvent, line: number) => readonly string[];
  readonly pause: () => readonly string[];
  readonly end: (isOver: boolean) => readonly string[];
}

const nothing = (): readonly string[] => [];

const openLinesShown = ({ page, choice }: ShowingRequest): Shown => {
  if (choice === 'tools') {
    const tally = openToolTally();
    const add: Shown['add'] = (event) => {
      tally.add(event);
      return [];
    };
    return { add, pause: nothing, end: () => toolTallyLines(tally.counts(), page) };
  }
  const conversation = openConversation(page, choice);
  return {
    add: (event) => conversation.add(event),
    pause: conversation.pause,
    end: (isOver) => (isOver ? conversation.end() : conversation.pause()),
  };
};

const openJsonShown = ({ page, choice }: ShowingRequest): Shown => {
  const written = (value: object): string => jsonLineOf(value, page.secrets);
  if (choice === 'all')
    return { add: (event, line) => [written(eventJson(event, line))], pause: nothing, end: nothing };
  if (choice === 'errors') {
    const filter = openTroubleFilter();
    const add: Shown['add'] = (event, line) =>
      filter(event, line).map(([one, number]) => written(eventJson(one, number)));
    return { add, pause: nothing, end: nothing };
  }
  const tally = openToolTally();
  const add: Shown['add'] = (event) => {
    tally.add(event);
    return [];
  };
  return { add, pause: nothing, end: () => tally.counts().map((count) => written(toolCountJson(count))) };
};
