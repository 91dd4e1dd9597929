/**
 * Events with messages whole: the parts that a CLI streams are joined to one message, which comes before whatever came
 * next.
 */
import type { AgentEvent } from '../../model/agent-event.ts';

type Message = Extract<AgentEvent, { readonly kind: 'message' }>;

/** Parts being joined. */
export interface Joining {
  /** The events that are complete with this one, in order. */
  readonly add: (event: AgentEvent) => readonly AgentEvent[];
  /** The message that was begun, if there is one. */
  readonly end: () => readonly AgentEvent[];
}

/** A longer message is passed on in pieces; keeps a log without any end of a message from taking the memory. */
const longestLength = 1_000_000;

/** Begins to join. */
export const openJoining = (): Joining => {
  let begun: Message | null = null;
  /** Passed on last from its parts: its whole may still come, behind something else. */
  let passed: Message | null = null;
  const end = (): readonly AgentEvent[] => {
    const whole = begun;
    begun = null;
    passed = whole ?? passed;
    return whole === null || whole.text === '' ? [] : [{ ...whole, partial: false }];
  };
  const addPart = (part: Message): readonly AgentEvent[] => {
    const isMore = begun !== null && isSame(begun, part) && begun.text.length < longestLength;
    const before = isMore ? [] : end();
    begun = begun === null ? part : { ...begun, text: begun.text + part.text };
    return before;
  };
  return {
    add: (event) => {
      if (isBeside(event)) return [event];
      if (event.kind !== 'message') return [...end(), event];
      if (event.partial) return addPart(event);
      // The whole message, in place of its parts.
      const isReplaced = begun !== null && isSame(begun, event);
      if (isReplaced) begun = null;
      const before = end();
      const isPassed =
        passed !== null && event.id !== null && isSame(passed, event) && passed.text === event.text;
      return isPassed ? before : [...before, event];
    },
    end,
  };
};

const isSame = (one: Message, other: Message): boolean => one.id === other.id && one.role === other.role;

/** Figures and heartbeats may come in the middle of a message. */
const isBeside = ({ kind }: AgentEvent): boolean =>
  kind === 'usage' || kind === 'cost' || kind === 'tool-progress';
