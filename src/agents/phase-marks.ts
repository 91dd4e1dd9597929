/**
 * How far a worker says that it came: lines `COORDINATOR_PHASE: plan done` in what the agent itself wrote.
 */
import type { Phase } from '../model/agent-account.ts';
import type { AgentEventBody } from '../model/agent-event.ts';

const mark = /^[\s>*`_#-]*COORDINATOR_PHASE:\s*(research|plan|implement)\s+done\b/gim;

/** Longest piece of a line that is kept until the rest of it comes. */
const heldCharacters = 200;

/** Marks as they come. What tools print is no mark: an issue's text may be among it. */
export interface PhaseMarks {
  readonly add: (event: AgentEventBody) => void;
  /** The last one; null = none was seen. */
  readonly phase: () => Phase | null;
}

/** The last mark in a text; null = there is none. */
export const lastPhaseIn = (text: string): Phase | null =>
  ([...text.matchAll(mark)].at(-1)?.[1]?.toLowerCase() as Phase | undefined) ?? null;

/** Begins to look for marks. */
export const openPhaseMarks = (): PhaseMarks => {
  let last: Phase | null = null;
  let held = '';
  let heldId: string | null = null;
  return {
    add: (event) => {
      if (event.kind === 'notice') last = lastPhaseIn(event.message) ?? last;
      if (event.kind !== 'message' || event.role !== 'assistant') return;
      const text = event.partial && event.id === heldId ? held + event.text : event.text;
      last = lastPhaseIn(text) ?? last;
      held = event.partial ? text.slice(text.lastIndexOf('\n') + 1).slice(-heldCharacters) : '';
      heldId = event.partial ? event.id : null;
    },
    phase: () => last,
  };
};
