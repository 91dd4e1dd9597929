/**
 * How a conversation ended, in a few lines: for places that quote the end of a log.
 */
import type { AgentEvent } from '../../model/agent-event.ts';
import { openConversation } from './conversation.ts';
import type { Page } from './page.ts';

/** The last lines in the making. */
export interface LastLines {
  readonly add: (event: AgentEvent) => void;
  /** Without empty ones; none where nothing was said. */
  readonly lines: () => readonly string[];
}

/** Begins to listen; at most `count` lines are kept. Nothing in them is a secret, by the values known. */
export const openLastLines = (count: number, secrets: readonly string[]): LastLines => {
  const page: Page = {
    width: null,
    paint: (_, text) => text,
    utcOffsetMs: () => 0,
    hasTimes: false,
    isDetailed: false,
    secrets,
    rootPaths: [],
  };
  const conversation = openConversation(page);
  let last: readonly string[] = [];
  const keep = (lines: readonly string[]): void => {
    if (lines.length > 0) last = [...last, ...lines.filter((line) => line.trim() !== '')].slice(-count);
  };
  return {
    add: (event) => keep(conversation.add(event)),
    lines: () => {
      keep(conversation.end());
      return last;
    },
  };
};
