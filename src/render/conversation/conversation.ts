/**
 * A worker's conversation as a person reads it. In: the events of its log, one after the other. Out: lines, as soon as
 * they are complete. What is kept does not grow with the log: messages being written, calls that are not over.
 */
import type { AgentEvent } from '../../model/agent-event.ts';
import { type CallLooks, openCallQueue } from './call-queue.ts';
import { dayOf, type Page, type Place, placed } from './page.ts';
import { messageRows, planRows, sessionRows, type Trouble, troubleRows, turnRow } from './talk-lines.ts';
import { type CallText, callTextOf, endedCallRows, openCallRows, type ToolResult } from './tool-lines.ts';
import { openJoining } from './whole-messages.ts';

/** A conversation being written. Every method answers lines without line ends. */
export interface Conversation {
  readonly add: (event: AgentEvent) => readonly string[];
  /** Nothing more comes for now: calls that are not over are shown as begun. */
  readonly pause: () => readonly string[];
  /** Nothing more comes at all. */
  readonly end: () => readonly string[];
}

/** What is shown: everything, or only what went wrong. */
export type Choice = 'all' | 'errors';

/** Blocks of one kind stand close together, others with an empty line between. */
type Tone = 'talk' | 'tool' | 'trouble' | 'note';

interface Block {
  readonly tone: Tone;
  readonly rows: readonly string[];
  readonly place: Place;
}

interface EndOfCall {
  readonly result: ToolResult;
  readonly atMs: number | null;
}

type EventOf<Kind extends AgentEvent['kind']> = Extract<AgentEvent, { readonly kind: Kind }>;

/** Begins a conversation. */
export const openConversation = (page: Page, choice: Choice = 'all'): Conversation => {
  const joining = openJoining();
  const setting = openSetting(page);
  const silent = new WeakSet<CallText>();
  const looks = looksOn(page, { choice, isSilent: (call) => silent.has(call) });
  const queue = openCallQueue<Block, CallText, EndOfCall>(looks);
  const facts = openFacts(page, choice);
  const begin = (event: EventOf<'tool-call'>): readonly Block[] => {
    const before = facts.before(event).flatMap(queue.put);
    const opened = queue.open(event.callId, callTextOf(event, placeOf(event), page));
    // What a sub-agent does comes before its end.
    return [...before, ...opened, ...(event.tool === 'task' ? queue.tell() : [])];
  };
  const blocksOf = (event: AgentEvent): readonly Block[] => {
    if (event.kind === 'tool-call') return begin(event);
    if (event.kind === 'tool-result') {
      facts.before(event);
      return queue.close(event.callId, endOf(event), () =>
        looks.ended(namelessCall(event), endOf(event), false),
      );
    }
    // The plan says all that the call did.
    const latest = event.kind === 'plan' ? queue.latest() : null;
    if (latest?.tool === 'plan') silent.add(latest);
    return [...facts.before(event), ...facts.blocksOf(event)].flatMap(queue.put);
  };
  const show = (event: AgentEvent): readonly string[] => setting.lines(blocksOf(event));
  return {
    add: (event) => joining.add(event).flatMap(show),
    pause: () => setting.lines(queue.tell()),
    end: () => [...joining.end().flatMap(show), ...setting.lines(queue.end())],
  };
};

const placeOf = ({ atMs, parent }: Pick<AgentEvent, 'atMs' | 'parent'>): Place => ({
  atMs,
  isNested: parent !== null,
});

const endOf = (event: EventOf<'tool-result'>): EndOfCall => ({ result: event, atMs: event.atMs });

/** The end of a call that nobody saw begin. */
const namelessCall = (event: EventOf<'tool-result'>): CallText => ({
  tool: 'other',
  name: 'tool',
  title: '',
  more: [],
  edit: null,
  place: placeOf(event),
});

interface Looks {
  readonly choice: Choice;
  readonly isSilent: (call: CallText) => boolean;
}

const looksOn = (page: Page, { choice, isSilent }: Looks): CallLooks<Block, CallText, EndOfCall> => ({
  begun: (call) =>
    choice === 'errors' || isSilent(call) ? null : blockOf(call, openCallRows(call, 'open', page)),
  lost: (call) => (isSilent(call) ? null : blockOf(call, openCallRows(call, 'lost', page))),
  ended: (call, { result, atMs }, isTold) => {
    if (result.ok && (choice === 'errors' || isSilent(call))) return null;
    const durationMs = result.durationMs ?? spanOf(call.place.atMs, atMs);
    const rows = endedCallRows(call, { result, isTold, durationMs }, page);
    return { ...blockOf(call, rows), ...(isTold ? { place: { ...call.place, atMs } } : {}) };
  },
});

const spanOf = (startMs: number | null, endMs: number | null): number | null =>
  startMs === null || endMs === null || endMs < startMs ? null : endMs - startMs;

const blockOf = ({ place }: CallText, rows: readonly string[]): Block => ({ tone: 'tool', rows, place });

/** What has to be known of earlier events to show a later one. */
interface Facts {
  /** What the event shows to be over. */
  readonly before: (event: AgentEvent) => readonly Block[];
  readonly blocksOf: (event: AgentEvent) => readonly Block[];
}

const toldLength = 10_000;

const openFacts = (page: Page, choice: Choice): Facts => {
  let told = '';
  let isAtTop = true;
  let sessionId: string | null = null;
  let lastPlan = '';
  let hasPlan = false;
  let verdict: EventOf<'result'> | null = null;

  const talk = (event: EventOf<'message'>): readonly Block[] =>
    block('talk', event, messageRows(event, placeOf(event), page));
  const plan = (event: EventOf<'plan'>): readonly Block[] => {
    const key = JSON.stringify(event.items);
    if (key === lastPlan) return [];
    const rows = planRows(event.items, !hasPlan, placeOf(event), page);
    lastPlan = key;
    hasPlan = true;
    return block('talk', event, rows);
  };
  const session = (event: EventOf<'session'>): readonly Block[] => {
    const isNews =
      isAtTop || (event.sessionId !== null && event.sessionId !== sessionId && sessionId !== null);
    sessionId = event.sessionId ?? sessionId;
    return isNews ? block('note', event, sessionRows(event, page)) : [];
  };
  /** An error comes up to four times: as itself, as the run's end, as a limit, as the result's text. */
  const trouble = (event: Trouble): readonly Block[] => {
    const isKnown = event.message !== '' && told.includes(event.message);
    const saysMore =
      event.kind === 'retry' ||
      (event.kind === 'limit' && (event.resetAtMs !== null || event.waitMs !== null));
    // A retry names the error; where it is the end, it is said once more.
    if (event.kind !== 'retry') told = event.message;
    return isKnown && !saysMore ? [] : block('trouble', event, troubleRows(event, placeOf(event), page));
  };
  const blocksOf = (event: AgentEvent): readonly Block[] => {
    switch (event.kind) {
      case 'retry':
      case 'limit':
      case 'error':
        return trouble(event);
      case 'notice':
        return choice === 'errors' && event.level === 'info' ? [] : trouble(event);
      case 'message':
        return choice === 'errors' ? [] : talk(event);
      case 'plan':
        return choice === 'errors' ? [] : plan(event);
      case 'session':
        return choice === 'errors' ? [] : session(event);
      default:
        return [];
    }
  };
  return {
    before: (event) => {
      if (event.kind === 'message' || event.kind === 'tool-call') isAtTop = false;
      if (event.kind === 'tool-result') told = event.ok ? '' : event.output.slice(0, toldLength);
      const over = verdict;
      if (event.kind === 'result') verdict = event;
      else if (event.kind === 'message' || event.kind === 'tool-call') verdict = null;
      const isOver = over !== null && verdict === null && choice === 'all';
      return isOver ? block('note', over, [page.paint('dim', turnRow(over))]) : [];
    },
    blocksOf,
  };
};

const block = (tone: Tone, event: AgentEvent, rows: readonly string[]): readonly Block[] =>
  rows.length === 0 ? [] : [{ tone, rows, place: placeOf(event) }];

/** Sets blocks onto the page: the time before, an empty line and the day between where they help. */
const openSetting = (page: Page) => {
  let last: Tone | null = null;
  let day: string | null = null;
  const newDay = (atMs: number | null): readonly string[] => {
    if (atMs === null) return [];
    const before = day;
    day = dayOf(atMs, page);
    return before === null || before === day ? [] : ['', page.paint('dim', `${day}:`)];
  };
  return {
    lines: (blocks: readonly Block[]): readonly string[] =>
      blocks.flatMap(({ tone, rows, place }) => {
        const isClose = last !== null && tone === last && tone !== 'talk';
        const gap = isClose || last === null ? [] : [''];
        last = tone;
        return [...newDay(place.atMs), ...gap, ...placed(rows, place, page)];
      }),
  };
};
