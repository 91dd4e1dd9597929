/**
 * Keeps things in order while tool calls wait for their ends, so that a call and its end make one block. What stands
 * behind an open call waits for it, unless that gets too much or nothing more comes for now.
 */

/** What may be shown: a block that is ready, or a call whose end is awaited. */
export type Entry<Block, Call> =
  | { readonly kind: 'ready'; readonly block: Block }
  | { readonly kind: 'open'; readonly callId: string; readonly call: Call };

/** How calls look. `isTold`: its beginning was shown before. Null = nothing is shown. */
export interface CallLooks<Block, Call, End> {
  readonly begun: (call: Call) => Block | null;
  readonly lost: (call: Call) => Block | null;
  readonly ended: (call: Call, end: End, isTold: boolean) => Block | null;
}

/** The queue. Every method answers the blocks that can be shown now, oldest first. */
export interface CallQueue<Block, Call, End> {
  readonly put: (block: Block) => readonly Block[];
  readonly open: (callId: string, call: Call) => readonly Block[];
  /** The end of a call that is not known gives `unknown`. */
  readonly close: (callId: string, end: End, unknown: () => Block | null) => readonly Block[];
  /** Shows open calls as begun, and everything behind them. */
  readonly tell: () => readonly Block[];
  /** No end will come any more. */
  readonly end: () => readonly Block[];
  /** The call that was opened last, if nothing came after it. */
  readonly latest: () => Call | null;
}

/** So many entries wait behind an open call. */
const waitingCount = 40;
/** So many calls that were told as begun are known by their id when their end comes. */
const toldCount = 500;

/** Opens a queue. */
export const openCallQueue = <Block, Call, End>(
  looks: CallLooks<Block, Call, End>,
): CallQueue<Block, Call, End> => {
  const waiting: Entry<Block, Call>[] = [];
  const told = new Map<string, Call>();

  const release = (): readonly Block[] => {
    const isFull = waiting.length > waitingCount;
    return isFull ? tell() : readyFrom(waiting);
  };
  const tell = (): readonly Block[] => {
    const blocks = waiting.splice(0).flatMap((entry) => {
      if (entry.kind === 'ready') return [entry.block];
      remember(told, entry);
      return listed(looks.begun(entry.call));
    });
    return blocks;
  };
  const put = (block: Block | null): readonly Block[] => {
    if (block !== null) waiting.push({ kind: 'ready', block });
    return release();
  };
  const close = (callId: string, end: End, unknown: () => Block | null): readonly Block[] => {
    const index = waiting.findIndex((entry) => entry.kind === 'open' && entry.callId === callId);
    const entry = waiting[index];
    if (entry?.kind === 'open') {
      const block = looks.ended(entry.call, end, false);
      waiting.splice(index, 1, ...listed(block).map((one) => ({ kind: 'ready' as const, block: one })));
      return release();
    }
    const call = told.get(callId);
    told.delete(callId);
    return put(call === undefined ? unknown() : looks.ended(call, end, true));
  };
  return {
    put,
    close,
    tell,
    open: (callId, call) => {
      waiting.push({ kind: 'open', callId, call });
      return release();
    },
    end: () =>
      waiting
        .splice(0)
        .flatMap((entry) => (entry.kind === 'ready' ? [entry.block] : listed(looks.lost(entry.call)))),
    latest: () => {
      const last = waiting.at(-1);
      return last?.kind === 'open' ? last.call : null;
    },
  };
};

const listed = <T>(value: T | null): readonly T[] => (value === null ? [] : [value]);

/** Takes the ready ones from the beginning. */
const readyFrom = <Block, Call>(waiting: Entry<Block, Call>[]): readonly Block[] => {
  const firstOpen = waiting.findIndex(({ kind }) => kind === 'open');
  const ready = waiting.splice(0, firstOpen < 0 ? waiting.length : firstOpen);
  return ready.flatMap((entry) => (entry.kind === 'ready' ? [entry.block] : []));
};

const remember = <Call>(
  told: Map<string, Call>,
  { callId, call }: { readonly callId: string; readonly call: Call },
): void => {
  told.set(callId, call);
  const oldest = told.size > toldCount ? told.keys().next().value : undefined;
  if (oldest !== undefined) told.delete(oldest);
};
