/**
 * Only what went wrong, for programs: troubles, and failed calls together with what was called.
 */
import type { AgentEvent } from '../../model/agent-event.ts';

/** An event and the number of its line. */
export type Numbered = readonly [AgentEvent, number];

const openCount = 500;

/** Answers, for each event, what is to be passed on with it. */
export const openTroubleFilter = (): ((event: AgentEvent, line: number) => readonly Numbered[]) => {
  const open = new Map<string, Numbered>();
  return (event, line) => {
    if (event.kind === 'tool-call') {
      if (open.size < openCount) open.set(event.callId, [event, line]);
      return [];
    }
    if (event.kind !== 'tool-result') return isTrouble(event) ? [[event, line]] : [];
    const call = open.get(event.callId);
    open.delete(event.callId);
    if (event.ok) return [];
    return call === undefined ? [[event, line]] : [call, [event, line]];
  };
};

const isTrouble = (event: AgentEvent): boolean => {
  switch (event.kind) {
    case 'retry':
    case 'limit':
    case 'error':
      return true;
    case 'notice':
      return event.level === 'warn';
    case 'result':
      return !event.ok;
    default:
      return false;
  }
};
